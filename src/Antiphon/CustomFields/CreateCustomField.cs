using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Npgsql;

namespace Antiphon.CustomFields;

internal sealed class CreateCustomField(DeskDb db, TimeProvider clock)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/custom-fields", HandleAsync).RequireScope(Scope.CustomFieldsWrite, Right.Administer)
        .Writes(EventType.CustomFieldCreated).Produces<CustomFieldResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateCustomFieldRequest> input, Actor actor, CreateCustomField createCustomField, CancellationToken cancellationToken) =>
        (await createCustomField.RunAsync(input, actor, cancellationToken)).ToCreated("Failed to create custom field", field => field.ToResource());

    public async Task<Result<CustomField>> RunAsync(Input<CreateCustomFieldRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var (request, errors) = (input.Value, input.Errors);
        errors.Required("object_type", request.ObjectType).Required("label", request.Label).Required("definition", request.Definition);
        var now = clock.Now();
        var field = new CustomField(
            0,
            request.ExternalId,
            request.ObjectType ?? "",
            request.Label?.Trim() ?? "",
            request.Description,
            request.Priority,
            request.RequirementType ?? FieldRequirement.Of(request.Required, FieldRequirement.Visible),
            request.ManagedType,
            request.Definition ?? new CustomFieldDefinition(),
            now,
            now,
            request.DeactivatedDatetime);
        CustomFieldRules.Check(errors, field);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        try
        {
            return await db.SingleAsync(
                $"""
                with created as (
                  insert into custom_fields (account_id, external_id, object_type, label, description, priority, requirement_type, managed_type, definition, created_at, updated_at, deactivated_at)
                  values ({actor.AccountId}, {field.ExternalId}, {field.ObjectType}, {field.Label}, {field.Description}, {field.Priority}, {field.RequirementType}, {field.ManagedType},
                    {CustomField.Store(field.Definition)}, {now}, {now}, {field.DeactivatedAt})
                  returning {CustomField.Columns:raw}),
                logged as ({EventLog.Of(actor, EventType.CustomFieldCreated, EventObject.CustomField, now, Sql.Of($"select id, null::jsonb from created"))})
                select * from created
                """,
                CustomField.Read,
                cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return CustomFieldRules.Taken(e.ConstraintName, errors);
        }
    }
}
