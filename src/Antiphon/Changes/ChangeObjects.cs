using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antiphon.Accounts.Settings;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.CustomFields;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Integrations;
using Antiphon.Macros;
using Antiphon.Messages;
using Antiphon.Rules;
using Antiphon.Surveys;
using Antiphon.Tags;
using Antiphon.Teams;
using Antiphon.Tickets;
using Antiphon.Users;
using Antiphon.Views;
using Antiphon.Widgets;

namespace Antiphon.Changes;

/// <summary>The objects behind changes as the caller would read them now, with one statement for each kind.</summary>
internal sealed class ChangeObjects(DeskDb db, ReadIntegrations readIntegrations)
{
    public async Task<IReadOnlyDictionary<(string Type, long Id), JsonElement>> RunAsync(IEnumerable<Change> changes, Actor actor, Origin origin, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(string, long), JsonElement>();
        foreach (var kind in changes.Where(change => !change.IsGone).GroupBy(change => change.ObjectType, change => change.ObjectId, StringComparer.Ordinal))
        {
            foreach (var (id, shown) in await ReadAsync(kind.Key, [.. kind.Distinct()], actor, origin, cancellationToken))
            {
                found[(kind.Key, id)] = shown;
            }
        }

        return found;
    }

    private async Task<IEnumerable<(long Id, JsonElement Shown)>> ReadAsync(string type, long[] ids, Actor actor, Origin origin, CancellationToken cancellationToken)
    {
        var account = actor.AccountId;
        switch (type)
        {
            case EventObject.Ticket:
                return Show(await db.ListAsync(Ticket.Select(account, actor.UserId) + Sql.Of($" and tickets.id = any({ids})"), Ticket.Read, cancellationToken), ticket => ticket.ToCompact(), ticket => ticket.Id);
            case EventObject.TicketMessage:
                return Show(await db.ListAsync(MessageReading.Select(account) + Sql.Of($" and m.id = any({ids})"), MessageReading.Read, cancellationToken), message => message, message => message.Id);
            case EventObject.Customer:
                return Show((await CustomerReading.DetailsAsync(db, account, ids, cancellationToken)).Values, customer => customer.ToResource(), customer => customer.Id);
            case EventObject.Tag:
                return Show(await db.ListAsync($"select {Tag.Columns:raw} from {TagList.From(account)} where id = any({ids})", Tag.Read, cancellationToken), tag => tag.ToResource(), tag => tag.Id);
            case EventObject.User:
                return Show(
                    await db.ListAsync($"select {User.Columns:raw} from users where account_id = {account} and id = any({ids}) and deleted_at is null", User.Read, cancellationToken),
                    user => user.ToResource(origin),
                    user => user.Id);
            case EventObject.Team:
                return Show(await db.ListAsync($"{Team.Select(account)} and t.id = any({ids})", Team.Read, cancellationToken), team => team.ToResource(), team => team.Id);
            case EventObject.View:
                return Show(await db.ListAsync($"{View.Select(actor)} and v.id = any({ids})", View.Read, cancellationToken), view => view.ToResource(), view => view.Id);
            case EventObject.Macro:
                return Show(
                    await db.ListAsync($"select {Macro.Columns:raw} from macros where account_id = {account} and id = any({ids})", Macro.Read, cancellationToken),
                    macro => macro.ToResource(),
                    macro => macro.Id);
            case EventObject.Rule:
                return Show(
                    await db.ListAsync($"select {Rule.Columns:raw} from rules where account_id = {account} and id = any({ids})", Rule.Read, cancellationToken),
                    rule => rule.ToResource(),
                    rule => rule.Id);
            case EventObject.CustomField:
                return Show(
                    await db.ListAsync($"select {CustomField.Columns:raw} from custom_fields where account_id = {account} and id = any({ids})", CustomField.Read, cancellationToken),
                    field => field.ToResource(),
                    field => field.Id);
            case EventObject.Integration:
                return Show(
                    await readIntegrations.RunAsync(account, Sql.Of($" and i.id = any({ids})"), cancellationToken),
                    integration => integration.ToResource(actor.Can(Right.Administer)),
                    integration => integration.Id);
            case EventObject.Widget:
                return Show(
                    await db.ListAsync($"select {Widget.Columns:raw} from widgets where account_id = {account} and id = any({ids})", Widget.Read, cancellationToken),
                    widget => widget.ToResource(),
                    widget => widget.Id);
            case EventObject.AccountSetting:
                return Show(await db.ListAsync($"{AccountSetting.Select(account)} and id = any({ids})", AccountSetting.Read, cancellationToken), setting => setting.ToResource(), setting => setting.Id);
            case EventObject.SatisfactionSurvey:
                return Show(await db.ListAsync($"{Survey.Select(account)} and id = any({ids})", Survey.Read, cancellationToken), survey => survey.ToResource(), survey => survey.Id);
            default:
                throw new InvalidOperationException($"The feed does not know how to show a {type}.");
        }
    }

    private static IEnumerable<(long Id, JsonElement Shown)> Show<T, TWire>(IEnumerable<T> rows, Func<T, TWire> map, Func<TWire, long> id) => rows.Select(map).Select(shown =>
        (id(shown), JsonSerializer.SerializeToElement(shown, (JsonTypeInfo<TWire>)WireJson.Options.GetTypeInfo(typeof(TWire)))));
}
