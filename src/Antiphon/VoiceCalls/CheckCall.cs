using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Search.Phones;
using Antiphon.Tickets;

namespace Antiphon.VoiceCalls;

/// <summary>A posted call that passed every rule: its numbers as E.164, and those whom it names.</summary>
internal sealed record CheckedCall(CreateVoiceCallRequest Request, string From, string To, long? AgentId, long? IntegrationId)
{
    public bool IsOutbound => Request.Direction is VoiceCallWords.Outbound;

    /// <summary>The number of whoever is not the company.</summary>
    public string CustomerNumber => IsOutbound ? To : From;

    public string CompanyNumber => IsOutbound ? From : To;

    public string Provider => Request.Provider ?? "api";
}

/// <summary>The rules of a posted call.</summary>
internal sealed class CheckCall(DeskDb db)
{
    /// <summary>What stands for a number that was withheld.</summary>
    public const string Anonymous = "anonymous";

    private const int MostRecordings = 10;

    /// <summary>Null when something is wrong; everything that is wrong is then noted.</summary>
    public async Task<CheckedCall?> RunAsync(CreateVoiceCallRequest request, string region, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        errors.RequiredText("external_id", request.ExternalId).MaxLength("external_id", request.ExternalId, 255).MaxLength("provider", request.Provider, 64)
            .Required("direction", request.Direction).OneOf("direction", request.Direction, [VoiceCallWords.Inbound, VoiceCallWords.Outbound])
            .RequiredText("from", request.From).RequiredText("to", request.To).OneOf("status", request.Status, VoiceCallWords.Statuses)
            .OneOf("termination_status", request.TerminationStatus, VoiceCallWords.Terminations).MaxLength("outcome", request.Outcome, 255)
            .AddIf(request.Duration < 0, "duration", "Must be greater than or equal to 0.").AddIf(request.WaitTime < 0, "wait_time", "Must be greater than or equal to 0.")
            .AddIf(request.WaitTime > request.Duration, "wait_time", "Must not be longer than the duration.").MaxLength("summary", request.Summary, 10_000).MaxLength("note", request.Note, 100_000)
            .AddIf(request.Transcript is { } transcript && System.Text.Encoding.UTF8.GetByteCount(transcript) > 900 * 1024, "transcript", "Longer than maximum size 921600 bytes.")
            .NotBlank("provider", request.Provider)
            .AddIf(request.AttributedRevenue < 0, "attributed_revenue", "Must be greater than or equal to 0.").AddIf(request.Cost < 0, "cost", "Must be greater than or equal to 0.")
            .AddIf(request.Currency is { } currency && !(currency.Length == 3 && currency.All(char.IsAsciiLetterUpper)), "currency", "Use three capital letters.");
        Country("country_source", request.CountrySource, errors);
        Country("country_destination", request.CountryDestination, errors);
        var from = Number("from", request.From, request.Direction is VoiceCallWords.Inbound, region, errors);
        var to = Number("to", request.To, mayBeWithheld: false, region, errors);
        Recordings(request.Recordings, errors);
        await TicketFields.CheckAssigneesAsync(db, errors, TicketFields.Assignee(request.AssigneeUser), TicketFields.Assignee(request.AssigneeTeam), actor.AccountId, cancellationToken);
        await TicketAsync(request.TicketId, errors, actor, cancellationToken);
        var agent = await AgentAsync(request.Agent, errors, actor, cancellationToken);
        var integration = await IntegrationAsync(request, from, to, errors, actor, cancellationToken);
        return errors.Any ? null : new CheckedCall(request, from!, to!, agent, integration);
    }

    private static string? Number(string field, string? given, bool mayBeWithheld, string region, FieldErrors errors)
    {
        if (string.IsNullOrWhiteSpace(given))
        {
            return null;
        }

        if (mayBeWithheld && string.Equals(given.Trim(), Anonymous, StringComparison.OrdinalIgnoreCase))
        {
            return Anonymous;
        }

        var spellings = PhoneNumber.Spellings(given, region);
        errors.AddIf(spellings.Count == 0, field, "Not a valid phone number.");
        return spellings.Count == 0 ? null : spellings[0];
    }

    private static void Country(string field, string? given, FieldErrors errors) =>
        errors.AddIf(given is not null && !(given.Length == 2 && given.All(char.IsAsciiLetterUpper)), field, "Use two capital letters.");

    private static void Recordings(IReadOnlyList<VoiceRecordingRequest>? recordings, FieldErrors errors)
    {
        errors.MaxCount("recordings", recordings?.Count, MostRecordings);
        var list = errors.Under("recordings");
        for (var i = 0; i < Math.Min(recordings?.Count ?? 0, MostRecordings); i++)
        {
            var (recording, own) = (recordings![i], list.Under(i));
            own.RequiredText("url", recording.Url).MaxLength("url", recording.Url, 4096).MaxLength("external_id", recording.ExternalId, 255)
                .AddIf(recording.Url is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var link) && link.Scheme is "http" or "https"), "url", "Not a valid URL.")
                .OneOf("type", recording.Type, [VoiceCallWords.Recording, VoiceCallWords.Voicemail]).AddIf(recording.Duration < 0, "duration", "Must be greater than or equal to 0.");
        }
    }

    private async Task TicketAsync(long? id, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        if (id is not null && !await db.SingleAsync($"select exists (select from tickets where account_id = {actor.AccountId} and id = {id})", row => row.GetBoolean(0), cancellationToken))
        {
            errors.Add("ticket_id", $"Ticket {id} does not exist.");
        }
    }

    private async Task<long?> AgentAsync(PersonRequest? agent, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        if (agent is null or { Id: null, Email: null })
        {
            return null;
        }

        var found = agent.Id is 0 ? actor.UserId : await db.FirstOrDefaultAsync<long?>(
            $"select id from users where account_id = {actor.AccountId} and (id = {agent.Id} or {agent.Id}::bigint is null and lower(email) = lower({agent.Email})) and deleted_at is null",
            row => row.GetInt64(0),
            cancellationToken);
        errors.Under("agent").AddIf(found is null, agent.Id is null ? "email" : "id", agent.Id is null ? "No user has this email address." : $"User {agent.Id} does not exist.");
        return found;
    }

    private async Task<long?> IntegrationAsync(CreateVoiceCallRequest request, string? from, string? to, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        var company = request.Direction is VoiceCallWords.Outbound ? from : to;
        var found = request.IntegrationId is { } id
            ? await db.FirstOrDefaultAsync<long?>($"select id from integrations where account_id = {actor.AccountId} and id = {id}", row => row.GetInt64(0), cancellationToken)
            : await db.FirstOrDefaultAsync<long?>(
                $"""
                select id from integrations where account_id = {actor.AccountId} and type in ('phone', 'aircall') and search_phone(address) in ({company}, ltrim({company}, '+')) order by id limit 1
                """,
                row => row.GetInt64(0),
                cancellationToken);
        errors.AddIf(request.IntegrationId is not null && found is null, "integration_id", $"Integration {request.IntegrationId} does not exist.");
        return found;
    }
}
