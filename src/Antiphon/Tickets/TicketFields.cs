using System.Text.Json;
using System.Text.RegularExpressions;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;

namespace Antiphon.Tickets;

/// <summary>The rules that a ticket's members obey, on creation as on update.</summary>
internal static partial class TicketFields
{
    public static void Check(
        FieldErrors errors,
        string? status,
        string? priority,
        string? channel,
        string? via,
        string? subject,
        string? externalId,
        string? language,
        JsonElement? meta,
        IReadOnlyList<TicketTagRequest>? tags)
    {
        errors.OneOf("status", status, Slugs.Statuses)
            .OneOf("priority", priority, Slugs.Priorities)
            .OneOf("channel", channel, Slugs.Channels)
            .OneOf("via", via, Slugs.Vias)
            .MaxLength("subject", subject, Ticket.MaxSubjectLength)
            .MaxLength("external_id", externalId, Ticket.MaxExternalIdLength)
            .AddIf(language is not null && !LanguagePattern().IsMatch(language), "language", "Not a valid language: use an ISO 639-1 code such as en.")
            .AddIf(meta is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) }, "meta", "Not a valid mapping type.");
        CheckTags(errors.Under("tags"), tags ?? []);
    }

    /// <summary>Notes a user who is not there or cannot log in, and a team that is not there.</summary>
    public static async Task CheckAssigneesAsync(DeskDb db, FieldErrors errors, long? userId, long? teamId, long accountId, CancellationToken cancellationToken)
    {
        if (userId is null && teamId is null)
        {
            return;
        }

        var (userExists, teamExists) = await db.SingleAsync(
            $"""
            select exists (select from users where account_id = {accountId} and id = {userId} and active and deleted_at is null),
                   exists (select from teams where account_id = {accountId} and id = {teamId})
            """,
            row => (row.GetBoolean(0), row.GetBoolean(1)),
            cancellationToken);
        errors.AddIf(userId is not null && !userExists, "assignee_user", $"User {userId} does not exist or is not active.");
        errors.AddIf(teamId is not null && !teamExists, "assignee_team", $"Team {teamId} does not exist.");
    }

    /// <summary>0 is how some clients say nobody.</summary>
    public static long? Assignee(ReferenceRequest? reference) => reference?.Id is 0 ? null : reference?.Id;

    private static void CheckTags(FieldErrors errors, IReadOnlyList<TicketTagRequest> tags)
    {
        for (var i = 0; i < tags.Count; i++)
        {
            var tag = errors.Under(i);
            tag.AddIf(tags[i] is { Id: null, Name: null }, "name", FieldErrors.Missing)
                .NotBlank("name", tags[i].Name)
                .MaxLength("name", tags[i].Name, Antiphon.Tags.Tag.MaxNameLength);
            tag.Under("decoration").HexColor("color", tags[i].Decoration?.Color);
        }
    }

    [GeneratedRegex("^[a-z]{2}(-[A-Za-z]{2,4})?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LanguagePattern();
}
