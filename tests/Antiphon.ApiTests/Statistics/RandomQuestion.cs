using System.Globalization;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Statistics;

/// <summary>A random question to a scope, as the wire has it and as the recount understands it.</summary>
internal sealed class RandomQuestion
{
    private static readonly string[] Zones = ["UTC", "Europe/Paris", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"];
    private static readonly string[] Granularities = ["hour", "day", "week", "month"];

    private readonly Random random;
    private readonly RandomDesk desk;
    private readonly Recount recount;
    private readonly List<Func<CountedRow, bool>> filters = [];

    public RandomQuestion(Random random, RandomDesk desk, Recount recount, JsonNode scope)
    {
        (this.random, this.desk, this.recount) = (random, desk, recount);
        Scope = (string)scope["name"]!;
        Zone = TimeZoneInfo.FindSystemTimeZoneById(Pick(Zones));
        (var from, var to) = Period();
        Measures = [.. Some(scope["measures"]!.AsArray().Where(measure => !(bool)measure!["is_extension"]!).Select(measure => (string)measure!["name"]!), atLeast: 1)];
        Dimensions = [.. Some(scope["dimensions"]!.AsArray().Select(dimension => (string)dimension!).Where(name => IsCounted(name) && !Measures.Contains(name)), most: 2)];
        if (random.Next(2) == 0)
        {
            Time = (Pick([.. scope["time_dimensions"]!.AsArray().Select(time => (string)time!)]), Pick(Granularities));
        }

        Json = Samples.Question(Scope, from: from, to: to);
        Json["timezone"] = Zone.Id;
        Json["measures"] = new JsonArray([.. Measures.Select(name => (JsonNode)name)]);
        Json["dimensions"] = new JsonArray([.. Dimensions.Select(name => (JsonNode)name)]);
        if (Time is { } time)
        {
            Json["time_dimensions"] = new JsonArray(new JsonObject { ["dimension"] = time.Name, ["granularity"] = time.Granularity });
        }

        var known = scope["filters"]!.AsArray().Select(filter => (string)filter!).ToHashSet(StringComparer.Ordinal);
        if (known.Contains("customFieldId"))
        {
            var field = Pick(desk.Fields);
            Add("customFieldId", "one-of", row => Equals(row.Own["customFieldId"], field), field);
        }

        for (var i = random.Next(3); i > 0; i--)
        {
            Filter(known);
        }
    }

    public string Scope { get; }

    public TimeZoneInfo Zone { get; }

    public DateTimeOffset Start { get; private set; }

    public DateTimeOffset End { get; private set; }

    public IReadOnlyList<string> Measures { get; }

    public IReadOnlyList<string> Dimensions { get; }

    public (string Name, string Granularity)? Time { get; }

    public JsonObject Json { get; }

    /// <summary>The agents that filters name; null when none does.</summary>
    public IEnumerable<long>? Named { get; private set; }

    public bool Holds(CountedRow row) => filters.TrueForAll(filter => filter(row));

    private static bool IsCounted(string dimension) => dimension is "ticketId" or "agentId" or "channel" or "integrationId" or "storeId" or "storeIntegrationId" or "tagId" or "customFieldValue"
        or "surveyScore" or "filteringAgentId" or "queueId" or "customerId" or "callDirection" or "status" or "displayStatus" or "duration" or "talkTime" or "waitTime" or "assignedAgentId"
        or "firstResponseTime" or "resolutionTime" or "messagesCount" or "handleTime" or "automationFeatureType";

    private (string From, string To) Period()
    {
        var span = desk.Now - desk.Start;
        var from = Local(desk.Start - TimeSpan.FromDays(random.Next(3) == 0 ? 12 : 1) + (span * (random.NextDouble() / 2)));
        var to = Local(desk.Now + TimeSpan.FromDays(1) - (span * (random.NextDouble() / 2)));
        (Start, End) = (Instant(from.Date), Instant(to.Date));
        var isExact = random.Next(3) == 0;
        if (isExact)
        {
            // A time of the end is included, so the end is a microsecond later; a minute that comes twice or never would be another question.
            (from, to) = (from.Date.AddHours(12).AddMinutes(random.Next(60)), to.Date.AddHours(12).AddMinutes(random.Next(60)));
            (Start, End) = (Instant(from), Instant(to).AddMicroseconds(1));
        }

        var form = isExact ? "yyyy-MM-dd'T'HH:mm:ss.fff" : "yyyy-MM-dd";
        return (from.ToString(form, CultureInfo.InvariantCulture), to.ToString(form, CultureInfo.InvariantCulture));

        DateTime Local(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, Zone).DateTime;
        DateTimeOffset Instant(DateTime local) => new(TimeZoneInfo.ConvertTimeToUtc(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), Zone), TimeSpan.Zero);
    }

    private void Filter(HashSet<string> known)
    {
        switch (Pick(["channel", "agentId", "teamId", "agentIdFromTeamId", "integrationId", "storeId", "tags", "customFields", "score", "calls", "calls", "status"]))
        {
            case "channel" when known.Contains("channel"):
                Compare("channel", row => row.Ticket.Channel, Pick(["email", "chat", "phone", "fax"]));
                break;
            case "agentId" when known.Contains("agentId"):
                long[] agents = [Pick(desk.Users), Pick(desk.Users)];
                Add("agentId", Either("one-of", "not-one-of", out var isIn), row => (row.Agent is { } agent && agents.Contains(agent)) == isIn, [.. agents.Select(id => (JsonNode)id)]);
                Name(agents, isIn);
                break;
            case "agentIdFromTeamId" when known.Contains("agentIdFromTeamId"):
                var members = recount.Raw.Teams[Pick(desk.Teams) is var team ? team : 0].ToHashSet();
                Add("agentIdFromTeamId", Either("one-of", "not-one-of", out isIn), row => (row.Agent is { } agent && members.Contains(agent)) == isIn, $"{team}");
                Name(members, isIn);
                break;
            case "status" when known.Contains("status"):
                Compare("status", row => (string)row.Own["status"]!, Pick(["achieved", "breached", "pending"]));
                break;
            case "teamId" when known.Contains("teamId"):
                Compare("teamId", row => row.Ticket.Team, Pick(desk.Teams));
                break;
            case "integrationId" when known.Contains("integrationId"):
                Compare("integrationId", IntegrationOf, Pick(desk.Integrations));
                break;
            case "score" when known.Contains("score"):
                int[] scores = [random.Next(1, 6), random.Next(1, 6)];
                var scored = recount.Raw.Surveys.Where(survey => survey.Score is { } score && scores.Contains(score)).Select(survey => survey.Ticket).ToHashSet();
                Add("score", Either("one-of", "not-one-of", out isIn), row => scored.Contains(row.Ticket.Id) == isIn, [.. scores.Select(score => (JsonNode)$"{score}")]);
                break;
            case "calls":
                FilterCalls(known);
                break;
            case "storeId" when known.Contains("storeId"):
                Add("storeId", "set", row => StoreOf(row.Ticket) is not null);
                break;
            case "tags" when known.Contains("tags"):
                TagGroup();
                break;
            case "customFields" when known.Contains("customFields"):
                var word = Pick(RandomDesk.Words);
                var comparison = Either("one-of", "not-one-of", out isIn);
                var holders = recount.Raw.Values.Where(value => value.Field == desk.Fields[0] && value.Value == word).Select(value => value.Ticket).ToHashSet();
                AddGroup("customFields", new() { ["custom_field_id"] = $"{desk.Fields[0]}", ["operator"] = comparison, ["values"] = new JsonArray(word) });
                filters.Add(row => holders.Contains(row.Ticket.Id) == isIn);
                break;
        }
    }

    private void FilterCalls(HashSet<string> known)
    {
        switch (Pick([.. known.Intersect(["queueId", "callDirection", "displayStatus", "callTerminationStatus", "isAnsweredByAgent", "waitTime", "declinedCalls"]), "nothing"]))
        {
            case "queueId":
                Compare("queueId", row => row.Own["queueId"], 2L);
                break;
            case "callDirection":
                Compare("callDirection", row => row.Own["callDirection"], "outbound");
                break;
            case "displayStatus":
                Compare("displayStatus", row => row.Own["displayStatus"], "answered");
                break;
            case "callTerminationStatus":
                Compare("callTerminationStatus", row => row.Own["displayStatus"], "missed");
                break;
            case "isAnsweredByAgent":
                Compare("isAnsweredByAgent", row => row.Own["displayStatus"] is "answered" && row.Agent is not null, true);
                break;
            case "waitTime":
                Add("waitTime", "set", row => row.Own["waitTime"] is not null);
                break;
            case "declinedCalls":
                Compare("declinedCalls", row => row.How is "declined-phone-call", true);
                break;
        }
    }

    public long? StoreOf(RawTicket ticket) => ticket.Integrations.Where(recount.Raw.Stores.Contains).Select(id => (long?)id).FirstOrDefault();

    public long? IntegrationOf(CountedRow row) => row.Own.TryGetValue("integrationId", out var own) ? (long?)own : IntegrationOf(row.Ticket);

    private long? IntegrationOf(RawTicket ticket) => ticket.Integrations.Where(id => !recount.Raw.Stores.Contains(id)).Select(id => (long?)id).FirstOrDefault();

    private void TagGroup()
    {
        long[] tags = [Pick(desk.Tags), Pick(desk.Tags)];
        var comparison = Pick(["one-of", "not-one-of", "all-of"]);
        AddGroup("tags", new() { ["operator"] = comparison, ["values"] = new JsonArray([.. tags.Select(tag => (JsonNode)tag)]) });
        filters.Add(comparison switch
        {
            "one-of" => row => tags.Any(row.Ticket.Tags.Contains),
            "not-one-of" => row => !tags.Any(row.Ticket.Tags.Contains),
            _ => row => tags.All(row.Ticket.Tags.Contains),
        });
    }

    private void Compare<T>(string member, Func<CountedRow, T> of, T value) =>
        Add(member, Either("one-of", "not-one-of", out var isIn), row => Equals(of(row), value) == isIn, JsonValue.Create(value)!);

    private void Add(string member, string comparison, Func<CountedRow, bool> holds, params JsonNode[] values)
    {
        Json["filters"]!.AsArray().Add((JsonNode)new JsonObject { ["member"] = member, ["operator"] = comparison, ["values"] = new JsonArray(values) });
        filters.Add(holds);
    }

    private void AddGroup(string member, JsonObject group) => Json["filters"]!.AsArray().Add((JsonNode)new JsonObject { ["member"] = member, ["values"] = new JsonArray(group) });

    private void Name(IEnumerable<long> agents, bool isIn)
    {
        if (isIn)
        {
            Named = Named is null ? agents : Named.Intersect(agents);
        }
    }

    private string Either(string one, string other, out bool isOne)
    {
        isOne = random.Next(2) == 0;
        return isOne ? one : other;
    }

    private IEnumerable<string> Some(IEnumerable<string> names, int atLeast = 0, int most = int.MaxValue)
    {
        var all = names.OrderBy(_ => random.Next()).ToList();
        return all.Take(Math.Max(atLeast, random.Next(Math.Min(all.Count, most) + 1)));
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
