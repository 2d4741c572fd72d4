using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Scheduling;
using Antiphon.Surveys.Lifecycle;
using Npgsql;

namespace Antiphon.Surveys;

/// <summary>Makes the survey of a ticket, answered or yet to be sent.</summary>
internal sealed class CreateSurvey(DeskDb db, TimeProvider clock)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPost("/satisfaction-surveys", HandleAsync)
        .RequireScope(Scope.SatisfactionSurveyWrite, Right.HandleTickets).Classed(CallClass.Outward)
        .Writes(EventType.SatisfactionSurveyResponded).Produces<SatisfactionSurveyResource>(StatusCodes.Status201Created);

    private static async Task<IResult> HandleAsync(Input<CreateSatisfactionSurveyRequest> input, Actor actor, CreateSurvey createSurvey, CancellationToken cancellationToken) =>
        (await createSurvey.RunAsync(input, actor, cancellationToken)).ToCreated("Failed to create satisfaction survey", survey => survey.ToResource());

    public async Task<Result<Survey>> RunAsync(Input<CreateSatisfactionSurveyRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var (request, errors) = (input.Value, input.Errors);
        errors.Required("customer_id", request.CustomerId).Required("ticket_id", request.TicketId);
        SurveyFields.Check(errors, request.Score, request.BodyText, request.Meta);
        await using var transaction = await db.BeginAsync(cancellationToken);
        await SurveyFields.CheckThereAsync(errors, db, request.CustomerId, request.TicketId, actor.AccountId, cancellationToken);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var now = clock.Now();
        DateTimeOffset? answeredAt = request.Score is null ? null : now;
        var scoredAt = request.ScoredDatetime ?? answeredAt;
        try
        {
            var survey = await db.SingleAsync(
                $"""
                insert into satisfaction_surveys (account_id, ticket_id, customer_id, score, body_text, meta, created_at, should_send_at, sent_at, scored_at, answer_key)
                values ({actor.AccountId}, {request.TicketId}, {request.CustomerId}, {request.Score}, {request.BodyText}, {new Jsonb(request.Meta?.GetRawText())}, {request.CreatedDatetime ?? now},
                  {request.ShouldSendDatetime}, {request.SentDatetime}, {scoredAt}, {Survey.NewAnswerKey()})
                returning {Survey.Columns:raw}
                """,
                Survey.Read,
                cancellationToken);
            await db.ExecuteAsync(DueQueue.Schedule(actor.AccountId, SendSurvey.Work, survey.Id, survey.DueAt), cancellationToken);
            await db.ExecuteAsync(DueQueue.Announce(), cancellationToken);
            if (survey.IsAnsweredAnew(null))
            {
                await db.ExecuteAsync(EventLog.Of(actor, now, [survey.Responded()]), cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
            return survey;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Failure.Conflict();
        }
    }
}
