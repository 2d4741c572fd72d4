using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Surveys;

internal sealed class GetSurvey(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/satisfaction-surveys/{id:long}", HandleAsync).RequireScope(Scope.SatisfactionSurveyRead, Right.Read).Produces<SatisfactionSurveyResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetSurvey getSurvey, CancellationToken cancellationToken) =>
        (await getSurvey.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get satisfaction survey", survey => survey.ToResource());

    public async Task<Result<Survey>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        var survey = await db.FirstOrDefaultAsync(Survey.Select(actor.AccountId) + Sql.Of($" and id = {id}"), Survey.Read, cancellationToken);
        return survey is null ? Failure.NotFound() : survey;
    }
}
