using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.CustomFields;

internal sealed class GetCustomField(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/custom-fields/{id:long}", HandleAsync).RequireScope(Scope.CustomFieldsRead, Right.Read).Produces<CustomFieldResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetCustomField getCustomField, CancellationToken cancellationToken) =>
        (await getCustomField.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get custom field", field => field.ToResource());

    public async Task<Result<CustomField>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var field = await db.FirstOrDefaultAsync($"select {CustomField.Columns:raw} from custom_fields where account_id = {actor.AccountId} and id = {id}", CustomField.Read, cancellationToken);
        return field is null ? Failure.NotFound() : field;
    }
}
