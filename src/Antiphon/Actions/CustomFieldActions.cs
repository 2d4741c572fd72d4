using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.CustomFields.Values;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Tickets.Fields;

namespace Antiphon.Actions;

internal sealed class SetTicketFieldAction(SetTicketFields setTicketFields) : ITicketAction
{
    public async Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        return FieldArgument.Read(arguments, errors) is { } wish
            ? ActionOutcome.Of(await setTicketFields.RunAsync(run.TicketId, [wish], errors, run.Actor, cancellationToken))
            : ActionOutcome.Wrong("custom_field_id", "Names a field.");
    }
}

internal sealed class SetCustomerFieldAction(DeskDb db, SetCustomerFields setCustomerFields) : ITicketAction
{
    public async Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        if (FieldArgument.Read(arguments, errors) is not { } wish)
        {
            return ActionOutcome.Wrong("custom_field_id", "Names a field.");
        }

        var customer = await db.FirstOrDefaultAsync(
            $"select customer_id from tickets where account_id = {run.Actor.AccountId} and id = {run.TicketId}", row => row.Long(0), cancellationToken);
        return customer is { } id
            ? ActionOutcome.Of(await setCustomerFields.RunAsync(id, [wish], errors, run.Actor, cancellationToken))
            : ActionOutcome.Failed("no-customer", "The ticket has no customer.");
    }
}

/// <summary>The field and its value; no value clears the field.</summary>
internal static class FieldArgument
{
    public static FieldValueWish? Read(ActionArguments arguments, FieldErrors errors) =>
        arguments.Id("custom_field_id") is { } id ? new FieldValueWish(id, new Optional<JsonElement?>(arguments.Find("value")), errors) : null;
}
