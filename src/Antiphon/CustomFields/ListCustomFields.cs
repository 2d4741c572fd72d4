using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.CustomFields;

internal sealed class ListCustomFields(DeskDb db)
{
    private const int Unplaced = -1;

    private static readonly OrderSet<CustomField> Orders = new(
        "id",
        field => field.Id,
        [.. OrderSet<CustomField>.Both("priority", descendingFirst: true, SortKey<CustomField>.Long("coalesce(priority, -1)", field => field.Priority ?? Unplaced))]);

    private static readonly QuerySpec Query = QuerySpec.None
        .Paged(Orders.Names)
        .Choice("object_type", CustomFieldRules.ObjectTypes, "Whose fields.", isRequired: true)
        .Text("search", CustomFieldRules.MaxLabelLength, "Case-insensitive part of the label.")
        .Flag("archived", "True: only archived fields. False, the default: only active ones.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/custom-fields", HandleAsync).RequireScope(Scope.CustomFieldsRead, Right.Read).Takes(Query).Produces<ListResource<CustomFieldResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListCustomFields listCustomFields, HttpContext http, CancellationToken cancellationToken) =>
        (await listCustomFields.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list custom fields", page => page.ToResource(http, field => field.ToResource()));

    public async Task<Result<Page<CustomField>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<CustomField>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var filter = query.Text("search") is { Length: > 0 } text ? Sql.Of($" and strpos(lower(label), lower({text})) > 0") : Sql.Empty;
        var select = Sql.Of(
            $"""
            select {CustomField.Columns:raw} from custom_fields
            where account_id = {actor.AccountId} and object_type = {query.Text("object_type")} and (deactivated_at is not null) = {query.Flag("archived") is true}
            """);
        return await page.Value.ReadAsync(db, select + filter, CustomField.Read, cancellationToken);
    }
}
