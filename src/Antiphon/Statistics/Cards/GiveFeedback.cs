using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;

namespace Antiphon.Statistics.Cards;

/// <summary>Keeps what somebody thinks is wrong with the definition of a number.</summary>
internal sealed class GiveFeedback(DeskDb db, TimeProvider clock)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost(MetricCards.Path + "/{slug}/feedback", HandleAsync).RequireScope(Scope.StatisticsRead, Right.Read)
        .Classed(CallClass.Write).Produces<MetricFeedbackResource>(StatusCodes.Status201Created).WithName("GiveMetricCardFeedback");

    private static async Task<IResult> HandleAsync(string slug, Input<MetricFeedbackRequest> input, Actor actor, GiveFeedback give, CancellationToken cancellationToken) =>
        (await give.RunAsync(slug, input, actor, cancellationToken)).ToCreated("Failed to give feedback", feedback => feedback);

    public async Task<Result<MetricFeedbackResource>> RunAsync(string slug, Input<MetricFeedbackRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        if (CardCatalog.Find(slug) is null)
        {
            return Failure.NotFound();
        }

        var request = input.Value;
        input.Errors.RequiredText("disagreement_type", request.DisagreementType).MaxLength("disagreement_type", request.DisagreementType, 256)
            .RequiredText("metric_category", request.MetricCategory).MaxLength("metric_category", request.MetricCategory, 256)
            .MaxLength("comment", request.Comment, 5_000);
        if (input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var now = clock.Now();
        var id = await db.SingleAsync(
            $"""
            insert into metric_card_feedback (account_id, slug, user_id, disagreement_type, metric_category, comment, created_at)
            values ({actor.AccountId}, {slug}, {actor.UserId}, {request.DisagreementType}, {request.MetricCategory}, {request.Comment}, {now}) returning id
            """,
            row => row.GetInt64(0),
            cancellationToken);
        return new MetricFeedbackResource(id, slug, request.DisagreementType!, request.MetricCategory!, request.Comment, now);
    }
}
