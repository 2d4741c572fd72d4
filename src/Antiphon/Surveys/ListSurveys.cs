using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;

namespace Antiphon.Surveys;

internal sealed class ListSurveys(DeskDb db)
{
    private static readonly OrderSet<Survey> Orders = new(
        "id", survey => survey.Id, [.. OrderSet<Survey>.Both("created_datetime", descendingFirst: true, SortKey<Survey>.Time("created_at", survey => survey.CreatedAt))]);

    private static readonly QuerySpec Query = QuerySpec.None.Paged(Orders.Names).Integer("ticket_id", description: "The survey of this ticket.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/satisfaction-surveys", HandleAsync).RequireScope(Scope.SatisfactionSurveyRead, Right.Read).Takes(Query).Produces<ListResource<SatisfactionSurveyResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListSurveys listSurveys, HttpContext http, CancellationToken cancellationToken) =>
        (await listSurveys.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list satisfaction surveys", page => page.ToResource(http, survey => survey.ToResource()));

    public async Task<Result<Page<Survey>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<Survey>.Read(query, Orders);
        if (page.Failure is { } failure)
        {
            return failure;
        }

        var select = Survey.Select(actor.AccountId);
        return await page.Value.ReadAsync(db, query.Integer("ticket_id") is { } ticket ? select + Sql.Of($" and ticket_id = {ticket}") : select, Survey.Read, cancellationToken);
    }
}
