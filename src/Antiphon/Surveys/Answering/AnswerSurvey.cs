using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Http;
using Antiphon.Identity;

namespace Antiphon.Surveys.Answering;

/// <summary>A customer answers, or answers anew: who holds the link may do this and nothing else.</summary>
internal sealed class AnswerSurvey(DeskDb db, TimeProvider clock, CallerAddress address)
{
    /// <summary>The survey that a link opens; 404 for any other link.</summary>
    public async Task<Result<Survey>> FindAsync(long accountId, string token, CancellationToken cancellationToken)
    {
        if (SurveyLink.SurveyOf(token) is not { } id)
        {
            return Failure.NotFound();
        }

        var key = await db.FirstOrDefaultAsync($"select answer_key from satisfaction_surveys where account_id = {accountId} and id = {id}", row => row.GetFieldValue<byte[]>(0), cancellationToken);
        if (key is null || !SurveyLink.IsSigned(token, accountId, id, key))
        {
            return Failure.NotFound();
        }

        return await db.FirstOrDefaultAsync(Survey.Select(accountId) + Sql.Of($" and id = {id}"), Survey.Read, cancellationToken) is { } survey ? survey : Failure.NotFound();
    }

    /// <param name="accountId">The account of the page.</param>
    /// <param name="token">Of the link.</param>
    /// <param name="score">1 to 5.</param>
    /// <param name="comment">Empty takes an earlier comment away; null leaves it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Result<Survey>> RunAsync(long accountId, string token, int? score, string? comment, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var found = await FindAsync(accountId, token, cancellationToken);
        if (found.Failure is not null)
        {
            return found;
        }

        var text = comment?.ReplaceLineEndings("\n").Trim();
        var errors = new FieldErrors().Required("score", score);
        SurveyFields.Check(errors, score, text, meta: null);
        if (errors.Any)
        {
            return Failure.Invalid(errors);
        }

        var now = clock.Now();
        var before = await db.SingleAsync(Survey.Select(accountId) + Sql.Of($" and id = {found.Value.Id} for update"), Survey.Read, cancellationToken);
        var after = before with { Score = score, Comment = text is null ? before.Comment : text.Length == 0 ? null : text, ScoredAt = before.ScoredAt ?? now };
        if (!after.IsAnsweredAnew(before))
        {
            return before;
        }

        await db.ExecuteAsync(
            $"update satisfaction_surveys set score = {after.Score}, body_text = {after.Comment}, scored_at = {after.ScoredAt} where account_id = {accountId} and id = {after.Id}", cancellationToken);
        await db.ExecuteAsync(EventLog.Of(Actor.System(accountId) with { From = address.Value }, now, [after.Responded()]), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return after;
    }
}
