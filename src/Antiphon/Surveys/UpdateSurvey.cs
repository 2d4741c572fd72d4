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

/// <summary>Changes the sent members. An answer that is another one than before is told, and rules run on it.</summary>
internal sealed class UpdateSurvey(DeskDb db, TimeProvider clock)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapPut("/satisfaction-surveys/{id:long}", HandleAsync)
        .RequireScope(Scope.SatisfactionSurveyWrite, Right.HandleTickets).Classed(CallClass.Outward)
        .Writes(EventType.SatisfactionSurveyResponded).Produces<SatisfactionSurveyResource>();

    private static async Task<IResult> HandleAsync(long id, Input<UpdateSatisfactionSurveyRequest> input, Actor actor, UpdateSurvey updateSurvey, CancellationToken cancellationToken) =>
        (await updateSurvey.RunAsync(id, input, actor, cancellationToken)).ToOk("Failed to update satisfaction survey", survey => survey.ToResource());

    public async Task<Result<Survey>> RunAsync(long id, Input<UpdateSatisfactionSurveyRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var before = await db.FirstOrDefaultAsync(Survey.Select(actor.AccountId) + Sql.Of($" and id = {id} for update"), Survey.Read, cancellationToken);
        if (before is null)
        {
            return Failure.NotFound();
        }

        var (request, errors) = (input.Value, input.Errors);
        errors.AddIf(request.CustomerId is { HasValue: true, Value: null }, "customer_id", FieldErrors.Null).AddIf(request.TicketId is { HasValue: true, Value: null }, "ticket_id", FieldErrors.Null);
        SurveyFields.Check(errors, request.Score.Value, request.BodyText.Value, request.Meta.Value);
        var (customer, ticket) = (request.CustomerId.Value ?? before.CustomerId, request.TicketId.Value ?? before.TicketId);
        await SurveyFields.CheckThereAsync(
            errors, db, customer == before.CustomerId ? null : customer, ticket == before.TicketId ? null : ticket, actor.AccountId, cancellationToken);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var now = clock.Now();
        var after = Apply(before with { CustomerId = customer, TicketId = ticket }, request, now);
        if (after == before)
        {
            return before;
        }

        try
        {
            after = await StoreAsync(after, actor, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Failure.Conflict();
        }

        if (after.DueAt != before.DueAt)
        {
            await db.ExecuteAsync(DueQueue.Schedule(actor.AccountId, SendSurvey.Work, id, after.DueAt), cancellationToken);
            await db.ExecuteAsync(DueQueue.Announce(), cancellationToken);
        }

        if (after.IsAnsweredAnew(before))
        {
            await db.ExecuteAsync(EventLog.Of(actor, now, [after.Responded()]), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return after;
    }

    private static Survey Apply(Survey before, UpdateSatisfactionSurveyRequest request, DateTimeOffset now)
    {
        var after = before with
        {
            Score = request.Score.Or(before.Score),
            Comment = request.BodyText.Or(before.Comment),
            Meta = request.Meta.Or(before.Meta),
            CreatedAt = request.CreatedDatetime.Value ?? before.CreatedAt,
            ShouldSendAt = request.ShouldSendDatetime.Or(before.ShouldSendAt),
            SentAt = request.SentDatetime.Or(before.SentAt),
            ScoredAt = request.ScoredDatetime.Or(before.ScoredAt),
        };
        // Without an answer there is no time of one, and with one there is.
        return request.ScoredDatetime.Value is not null ? after : after with { ScoredAt = after.Score is null ? null : after.ScoredAt ?? now };
    }

    private Task<Survey> StoreAsync(Survey after, Actor actor, CancellationToken cancellationToken) => db.SingleAsync(
        $"""
        update satisfaction_surveys set ticket_id = {after.TicketId}, customer_id = {after.CustomerId}, score = {after.Score}, body_text = {after.Comment}, meta = {new Jsonb(after.Meta?.GetRawText())},
          created_at = {after.CreatedAt}, should_send_at = {after.ShouldSendAt}, sent_at = {after.SentAt}, scored_at = {after.ScoredAt}
        where account_id = {actor.AccountId} and id = {after.Id}
        returning {Survey.Columns:raw}
        """,
        Survey.Read,
        cancellationToken);
}
