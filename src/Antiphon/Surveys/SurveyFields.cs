using System.Globalization;
using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;

namespace Antiphon.Surveys;

/// <summary>What may stand in the members of a survey.</summary>
internal static class SurveyFields
{
    public static void Check(FieldErrors errors, int? score, string? comment, JsonElement? meta) => errors
        .AddIf(score is < Survey.LowestScore or > Survey.HighestScore, "score", string.Create(CultureInfo.InvariantCulture, $"Must be between {Survey.LowestScore} and {Survey.HighestScore}."))
        .MaxLength("body_text", comment, Survey.MaxCommentLength)
        .JsonObject("meta", meta);

    /// <summary>Notes a customer or ticket that does not exist, and keeps those that do from going away until the transaction ends.</summary>
    public static async Task CheckThereAsync(FieldErrors errors, DeskDb db, long? customer, long? ticket, long accountId, CancellationToken cancellationToken)
    {
        if (customer is { } customerId)
        {
            var isThere = await db.FirstOrDefaultAsync($"select true from customers where account_id = {accountId} and id = {customerId} for key share", row => row.GetBoolean(0), cancellationToken);
            errors.AddIf(!isThere, "customer_id", $"Customer {customerId} does not exist.");
        }

        if (ticket is { } ticketId)
        {
            var isThere = await db.FirstOrDefaultAsync($"select true from tickets where account_id = {accountId} and id = {ticketId} for key share", row => row.GetBoolean(0), cancellationToken);
            errors.AddIf(!isThere, "ticket_id", $"Ticket {ticketId} does not exist.");
        }
    }
}
