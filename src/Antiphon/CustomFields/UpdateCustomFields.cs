using System.Text.Json.Nodes;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.CustomFields;

/// <summary>A change of one field, and the place of the request that what is wrong with it belongs to.</summary>
internal readonly record struct CustomFieldWish(long Id, UpdateCustomFieldRequest Request, FieldErrors Errors);

/// <summary>Changes, archives and restores fields: one of them, or several at once and then all or none.</summary>
internal sealed class UpdateCustomFields(DeskDb db, TimeProvider clock)
{
    private const int Most = 1000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("/custom-fields/{id:long}", HandleOneAsync).RequireScope(Scope.CustomFieldsWrite, Right.Administer)
            .Writes(EventType.CustomFieldUpdated).Produces<CustomFieldResource>();
        api.MapPut("/custom-fields", HandleManyAsync).RequireScope(Scope.CustomFieldsWrite, Right.Administer)
            .Writes(EventType.CustomFieldUpdated).Produces<CustomFieldsResource>();
    }

    private static async Task<IResult> HandleOneAsync(long id, Input<UpdateCustomFieldRequest> input, Actor actor, UpdateCustomFields update, CancellationToken cancellationToken) =>
        (await update.RunAsync([new(id, input.Value, input.Errors)], input.Errors, actor, cancellationToken)).ToOk("Failed to update custom field", fields => fields[0].ToResource());

    private static async Task<IResult> HandleManyAsync(ListInput<ChangeCustomFieldRequest> input, Actor actor, UpdateCustomFields update, CancellationToken cancellationToken)
    {
        var errors = input.Errors;
        errors.MaxCount("_schema", input.Items.Count, Most);
        var named = new HashSet<long>();
        for (var i = 0; i < input.Items.Count; i++)
        {
            var id = input.Items[i].Id;
            errors.Under(i).Required("id", id).AddIf(id is { } given && !named.Add(given), "id", $"Custom field {id} is named twice.");
        }

        var result = errors.Any
            ? Failure.Invalid(errors)
            : await update.RunAsync([.. input.Items.Select((item, i) => new CustomFieldWish(item.Id!.Value, item, errors.Under(i)))], errors, actor, cancellationToken);
        return result.ToOk("Failed to update custom fields", fields => new CustomFieldsResource([.. fields.Select(field => field.ToResource())]));
    }

    /// <summary>Answers the fields in the order of the wishes. 404 when one of them is not there.</summary>
    public async Task<Result<List<CustomField>>> RunAsync(IReadOnlyList<CustomFieldWish> wishes, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var ids = wishes.Select(wish => wish.Id).ToArray();
        // In order of id, so that two updates that cross wait for each other; and against values that are being stored at this moment.
        var fields = (await db.ListAsync(
            $"select {CustomField.Columns:raw} from custom_fields where account_id = {actor.AccountId} and id = any({ids}) order by id for update", CustomField.Read, cancellationToken))
            .ToDictionary(field => field.Id);
        if (fields.Count < wishes.Count)
        {
            return Failure.NotFound();
        }

        var now = clock.Now();
        var changes = wishes.Select(wish => CustomFieldChange.Of(fields[wish.Id], wish)).ToList();
        await CheckTypesAsync(changes, actor, cancellationToken);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        try
        {
            foreach (var change in changes.Where(change => change.Changed.Count > 0))
            {
                fields[change.Before.Id] = await StoreAsync(change, now, actor, cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            return wishes.Select(wish => fields[wish.Id]).ToList();
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return CustomFieldRules.Taken(e.ConstraintName, wishes.Count == 1 ? wishes[0].Errors : errors);
        }
    }

    /// <summary>What is stored of one type or for one kind of object cannot be read as another.</summary>
    private async Task CheckTypesAsync(List<CustomFieldChange> changes, Actor actor, CancellationToken cancellationToken)
    {
        long[] suspects = [.. changes.Where(change => change.ChangesType).Select(change => change.Before.Id)];
        if (suspects.Length == 0)
        {
            return;
        }

        var used = await db.ListAsync(
            $"""
            select id from unnest({suspects}) field (id)
            where exists (select from ticket_field_values where account_id = {actor.AccountId} and field_id = field.id)
              or exists (select from customer_field_values where account_id = {actor.AccountId} and field_id = field.id)
            """,
            row => row.GetInt64(0),
            cancellationToken);
        foreach (var change in changes.Where(change => used.Contains(change.Before.Id)))
        {
            change.RefuseNewType();
        }
    }

    private async Task<CustomField> StoreAsync(CustomFieldChange change, DateTimeOffset now, Actor actor, CancellationToken cancellationToken)
    {
        var after = change.After;
        var data = new Jsonb(new JsonObject { ["changed"] = new JsonArray([.. change.Changed.Select(member => (JsonNode)member)]) }.ToJsonString());
        return await db.SingleAsync(
            $"""
            with changed as (
              update custom_fields set external_id = {after.ExternalId}, object_type = {after.ObjectType}, label = {after.Label}, description = {after.Description}, priority = {after.Priority},
                requirement_type = {after.RequirementType}, managed_type = {after.ManagedType}, definition = {CustomField.Store(after.Definition)}, updated_at = {now},
                deactivated_at = {after.DeactivatedAt}
              where account_id = {actor.AccountId} and id = {after.Id}
              returning {CustomField.Columns:raw}),
            logged as ({EventLog.Of(actor, EventType.CustomFieldUpdated, EventObject.CustomField, now, Sql.Of($"select id, {data} from changed"))})
            select * from changed
            """,
            CustomField.Read,
            cancellationToken);
    }
}
