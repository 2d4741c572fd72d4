using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Messages;
using Antiphon.Client;
using Antiphon.Contract;
using Antiphon.Http.Query;
using Antiphon.Statistics.Scopes;

namespace Antiphon.ApiTests.Statistics;

/// <summary>The route itself: what it takes, what it refuses, how it pages, and how a number proves itself.</summary>
[Trait("row", "B40")]
public sealed class ReportTests(Desk desk) : IClassFixture<Desk>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Wrong => new()
    {
        { """{}""", "query" },
        { """{"query": {}}""", "query.scope" },
        { Query(""" "scope": "tickets-lost" """), "query.scope" },
        { Query(""" "timezone": null """), "query.timezone" },
        { Query(""" "timezone": "Mars/Olympus" """), "query.timezone" },
        { Query(""" "timezone": "W. Europe Standard Time" """), "query.timezone" },
        { Query(""" "measures": ["messagesCount"] """), "query.measures.0" },
        { Query(""" "dimensions": ["channel", "teamId"] """), "query.dimensions.1" },
        { Query(""" "time_dimensions": [{"dimension": "closedDatetime", "granularity": "day"}] """), "query.time_dimensions.0.dimension" },
        { Query(""" "time_dimensions": [{"dimension": "createdDatetime", "granularity": "year"}] """), "query.time_dimensions.0.granularity" },
        { Query(""" "time_dimensions": [{"dimension": "createdDatetime"}] """), "query.time_dimensions.0.granularity" },
        { Query(""" "order": [["channel", "asc"]] """), "query.order.0" },
        { Query(""" "order": [["ticketCount", "up"]] """), "query.order.0" },
        { Query(""" "colour": "red" """), "query.colour" },
        { Query(filter: """{"member": "customerId", "operator": "one-of", "values": [1]}"""), "query.filters.2.member" },
        { Query(filter: """{"member": "agentId", "operator": "like", "values": [1]}"""), "query.filters.2.operator" },
        { Query(filter: """{"member": "agentId", "operator": "contains", "values": ["1"]}"""), "query.filters.2.operator" },
        { Query(filter: """{"member": "agentId", "operator": "one-of", "values": ["Ada"]}"""), "query.filters.2.values" },
        { Query(filter: """{"member": "agentId", "operator": "one-of", "values": []}"""), "query.filters.2.values" },
        { Query(filter: """{"member": "agentId", "values": [1]}"""), "query.filters.2.operator" },
        { Query(filter: """{"member": "channel", "operator": "one-of"}"""), "query.filters.2.values" },
        { Query(filter: """{"member": "tags", "operator": "one-of", "values": [{"operator": "one-of", "values": [1]}]}"""), "query.filters.2.operator" },
        { Query(filter: """{"member": "tags", "values": [{"operator": "contains", "values": [1]}]}"""), "query.filters.2.values.0.operator" },
        { Query(filter: """{"member": "tags", "values": [{"operator": "one-of", "values": ["vip"]}]}"""), "query.filters.2.values.0.values" },
        { Query(filter: """{"member": "customFields", "values": [{"operator": "one-of", "values": ["x"]}]}"""), "query.filters.2.values.0.custom_field_id" },
        { Query(filter: """{"member": "customFields", "values": [{"custom_field_id": 1, "operator": "all-of", "values": ["x"]}]}"""), "query.filters.2.values.0.operator" },
        { Query(filter: """{"member": "periodStart", "operator": "beforeDate", "values": ["2026-01-01"]}"""), "query.filters.2.operator" },
        { Query(filter: """{"member": "periodStart", "operator": "afterDate", "values": ["yesterday"]}"""), "query.filters.2.values" },
        { Query(filter: """{"member": "periodEnd", "operator": "beforeDate", "values": ["2027-01-03"]}"""), "query.filters" },
        { Query(filter: """{"member": "periodEnd", "operator": "beforeDate", "values": ["2025-12-31"]}"""), "query.filters" },
        { """{"query": {"scope": "tickets-created", "timezone": "UTC", "filters": []}}""", "query.filters" },
        { Query(scope: "ticket-fields"), "query.filters" },
        { Query(""" "dimensions": ["agentId"] """, scope: "messages-received"), "query.dimensions.0" },
        { Query(""" "dimensions": ["agentId"] """, scope: "zero-touch-tickets"), "query.dimensions.0" },
        { Query(""" "time_dimensions": [{"dimension": "createdDatetime", "granularity": "day"}] """, scope: "tags"), "query.time_dimensions.0.dimension" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_is_named_with_what_is_allowed(string body, string path)
    {
        var refused = (await desk.Admin.PostJsonAsync("/api/reporting/stats", body)).Is(HttpStatusCode.BadRequest);
        Assert.True(refused.ErrorsAt(path).Length > 0, refused.Body);
    }

    [Fact]
    public async Task A_list_of_what_is_allowed_stands_in_the_error()
    {
        var refused = (await desk.Admin.PostJsonAsync("/api/reporting/stats", Query(""" "measures": ["x"], "dimensions": ["y"] """))).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["Must be one of: ticketCount."], refused.ErrorsAt("query.measures.0"));
        Assert.Equal(["Must be one of: ticketId, agentId, channel, integrationId, storeId."], refused.ErrorsAt("query.dimensions.0"));
        foreach (var query in new[] { "?limit=0", "?limit=10001", "?cursor=nonsense", "?cursor=WyJuZXh0IiwgLTFd", "?order_by=x" })
        {
            (await desk.Admin.PostJsonAsync("/api/reporting/stats" + query, Query())).Is(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task Every_scope_of_the_page_and_every_older_spelling_answers()
    {
        string[] older = ["automation-rate", "automated-interactions"];
        foreach (var name in ReportScopes.Names.Concat(older))
        {
            var scope = ReportScopes.Find(name)!;
            var question = Samples.Question(name, query =>
            {
                query["measures"] = new JsonArray([.. scope.Measures.Where(measure => !measure.IsExtension).Select(measure => (JsonNode)measure.Name)]);
                query["dimensions"] = new JsonArray([.. scope.Dimensions.Where(column => !column.IsExtension).Select(column => (JsonNode)column.Name)]);
                query["time_dimensions"] = new JsonArray(new JsonObject { ["dimension"] = scope.TimeDimensions[^1].Name, ["granularity"] = "month" });
                if (scope.Needs.Count > 0)
                {
                    query["filters"]!.AsArray().Add((JsonNode)new JsonObject { ["member"] = scope.Needs[0], ["operator"] = "one-of", ["values"] = new JsonArray(1) });
                }
            });
            var answer = (await desk.Admin.PostJsonAsync("/api/reporting/stats", new JsonObject { ["query"] = question })).Is(HttpStatusCode.OK);
            Assert.Equal(["scope", "prev_cursor", "next_cursor", "total", "offset", "limit"], answer["meta"]!.AsObject().Select(member => member.Key));
            Assert.Equal(name, (string?)answer["meta"]!["scope"]);
            // Every filter of it is one that the database understands.
            foreach (var column in scope.Filters)
            {
                var filter = new JsonObject { ["member"] = column.Name, ["operator"] = "set", ["values"] = new JsonArray() };
                question["filters"]!.AsArray().Add((JsonNode)filter);
            }

            (await desk.Admin.PostJsonAsync("/api/reporting/stats", new JsonObject { ["query"] = question.DeepClone() }, (QueryExtensions.Header, QueryExtensions.Asked))).Is(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Rows_are_ordered_and_paged_and_a_bucket_stands_under_both_names()
    {
        await using var own = await Desk.StartAsync();
        for (var i = 0; i < 6; i++)
        {
            var (channel, day) = (i < 3 ? "email" : i < 5 ? "chat" : "phone", 10 + i);
            await own.Admin.OpenTicketAsync(ticket => (ticket["channel"], ticket["created_datetime"]) = (channel, $"2026-01-{day}T23:30:00Z"));
        }

        var question = Samples.Question("tickets-created", query =>
        {
            query["dimensions"] = new JsonArray("channel");
            query["order"] = new JsonArray(new JsonArray("ticketCount", "desc"));
        });
        var first = await AskAsync(own, question, "?limit=2");
        Assert.Equal("""[{"channel":"email","ticketCount":3},{"channel":"chat","ticketCount":2}]""", first["data"]!.ToJsonString());
        Assert.Equal((3, 0, 2, null), ((int)first["meta"]!["total"]!, (int)first["meta"]!["offset"]!, (int)first["meta"]!["limit"]!, (string?)first["meta"]!["prev_cursor"]));
        Assert.Equal("WyJuZXh0IiwgMl0=", (string?)first["meta"]!["next_cursor"]);
        var second = await AskAsync(own, question, $"?limit=2&cursor={first["meta"]!["next_cursor"]}");
        Assert.Equal("""[{"channel":"phone","ticketCount":1}]""", second["data"]!.ToJsonString());
        Assert.Equal((2, null), ((int)second["meta"]!["offset"]!, (string?)second["meta"]!["next_cursor"]));
        Assert.Equal(first["data"]!.ToJsonString(), (await AskAsync(own, question, $"?limit=2&cursor={second["meta"]!["prev_cursor"]}"))["data"]!.ToJsonString());
        Assert.Equal(3, (int)(await AskAsync(own, question, "?cursor=WyJuZXh0IiwgOTld"))["meta"]!["total"]!);

        var byDay = await AskAsync(own, Samples.Question("tickets-created", query =>
        {
            query["timezone"] = "Europe/Paris";
            query["time_dimensions"] = new JsonArray(new JsonObject { ["dimension"] = "createdDatetime", ["granularity"] = "week" });
        }));
        Assert.Equal(
            """[{"createdDatetime":"2026-01-05T00:00:00.000","createdDatetime.week":"2026-01-05T00:00:00.000","ticketCount":1},{"createdDatetime":"2026-01-12T00:00:00.000","createdDatetime.week":"2026-01-12T00:00:00.000","ticketCount":5}]""",
            byDay["data"]!.ToJsonString());
        Assert.Equal("""[{"ticketCount":6}]""", (await AskAsync(own, Samples.Question("tickets-created")))["data"]!.ToJsonString());
        Assert.Equal("""[{"channel":"chat"},{"channel":"email"},{"channel":"phone"}]""", (await AskAsync(own, Samples.Question("tickets-created", query => (query["measures"], query["dimensions"]) = (new JsonArray(), new JsonArray("channel")))))["data"]!.ToJsonString());
        // 15 January 23:30 in London is 16 January in Paris; a bare date of an end is excluded, a time is included.
        Assert.Equal("""[{"ticketCount":5}]""", (await AskAsync(own, Samples.Question("tickets-created", query => query["timezone"] = "Europe/Paris", to: "2026-01-16")))["data"]!.ToJsonString());
        Assert.Equal("""[{"ticketCount":6}]""", (await AskAsync(own, Samples.Question("tickets-created", to: "2026-01-15T23:30:00.000")))["data"]!.ToJsonString());
        Assert.Equal("""[{"ticketCount":5}]""", (await AskAsync(own, Samples.Question("tickets-created", to: "2026-01-15T23:29:59.000")))["data"]!.ToJsonString());
    }

    [Fact]
    [Trait("row", "N13")]
    public async Task A_number_tells_its_definition_its_statement_and_its_tickets()
    {
        await using var own = await Desk.StartAsync();
        using var client = own.Client();
        var tickets = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            var status = i < 4 ? "closed" : "open";
            tickets.Add((long)(await own.Admin.OpenTicketAsync(ticket => (ticket["status"], ticket["channel"]) = (status, i % 2 == 0 ? "email" : "chat")))["id"]!);
        }

        var today = TimeProvider.System.GetUtcNow();
        var query = new StatsQueryRequest("tickets-closed", StatsPeriod.Filters($"{today.AddDays(-2):yyyy-MM-dd}", $"{today.AddDays(2):yyyy-MM-dd}"), "Europe/Paris", Dimensions: ["channel"]);
        var answer = await client.Statistics.AskAsync(query, cancellationToken: Token);
        foreach (var row in answer.Data)
        {
            var behind = await client.Statistics.TicketsAsync(new(query, row), cancellationToken: Token);
            Assert.Equal(row.GetProperty("ticketCount").GetInt32(), behind.Data.Count);
            Assert.Equal(tickets.Take(4).Where((_, place) => (place % 2 == 0) == (row.GetProperty("channel").GetString() == "email")), behind.Data.Select(ticket => ticket.Id));
        }

        var first = await client.Statistics.TicketsAsync(new(query), limit: 3, cancellationToken: Token);
        var second = await client.Statistics.TicketsAsync(new(query), first.Meta.NextCursor, 3, cancellationToken: Token);
        Assert.Equal(tickets.Take(4), first.Data.Concat(second.Data).Select(ticket => ticket.Id));
        Assert.Equal($"/api/tickets/{tickets[0]}/", first.Data[0].Uri);
        var wrong = await Assert.ThrowsAsync<AntiphonException>(() => client.Statistics.TicketsAsync(new(query, JsonSerializer.SerializeToElement(new { agentId = 1 })), cancellationToken: Token));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);

        var explained = await client.Statistics.ExplainAsync(query, cancellationToken: Token);
        Assert.Equal(("tickets-closed", "when the ticket was closed", true, true), (explained.Scope, explained.Period, explained.IsFed, explained.IsComplete));
        Assert.Equal("ticketCount", Assert.Single(explained.Measures).Name);
        Assert.Contains("from statistic_closes f where", explained.Sql, StringComparison.Ordinal);
        Assert.Equal(await EqualStatementAsync(own, explained), answer.Data.Sum(row => row.GetProperty("ticketCount").GetInt64()));
        Assert.Contains((await client.Statistics.ListScopesAsync(cancellationToken: Token)).Data, scope => scope.Name == "online-time" && scope.IsFed && scope.Measures[0].Unit == "seconds");
    }

    [Fact]
    [Trait("row", "J25")]
    public async Task Teams_and_long_periods_and_who_acted_are_for_those_who_ask_for_extensions()
    {
        await using var own = await Desk.StartAsync();
        var ticket = (long)(await own.Admin.OpenTicketAsync())["id"]!;
        using var bot = await own.AsRoleAsync("bot");
        await bot.SaidAsync(ticket, Threads.Reply());
        await own.Admin.SaidAsync(ticket, Threads.Reply());
        await own.Admin.SaidAsync(ticket, Threads.Reply());
        var today = TimeProvider.System.GetUtcNow();
        var question = Samples.Question("messages-sent", query => query["dimensions"] = new JsonArray("actorKind", "teamId"), $"{today.AddDays(-500):yyyy-MM-dd}", $"{today.AddDays(2):yyyy-MM-dd}");
        var refused = (await own.Admin.PostJsonAsync("/api/reporting/stats", new JsonObject { ["query"] = question.DeepClone() })).Is(HttpStatusCode.BadRequest);
        Assert.NotEmpty(refused.ErrorsAt("query.dimensions.0"));
        Assert.NotEmpty(refused.ErrorsAt("query.dimensions.1"));
        Assert.Equal(["The period may span 366 days at most."], refused.ErrorsAt("query.filters"));
        var answer = (await own.Admin.PostJsonAsync("/api/reporting/stats", new JsonObject { ["query"] = question }, (QueryExtensions.Header, QueryExtensions.Asked))).Is(HttpStatusCode.OK);
        Assert.Equal("""[{"actorKind":"bot","teamId":null,"messagesCount":1},{"actorKind":"person","teamId":null,"messagesCount":2}]""", answer["data"]!.ToJsonString());
    }

    private static async Task<Answer> AskAsync(Desk of, JsonObject question, string query = "") =>
        (await of.Admin.PostJsonAsync("/api/reporting/stats" + query, new JsonObject { ["query"] = question.DeepClone() })).Is(HttpStatusCode.OK);

    /// <summary>The sum of the last column, from the statement as it was told, typed in by hand.</summary>
    private static async Task<long> EqualStatementAsync(Desk of, StatsExplanationResource explained)
    {
        var text = explained.Sql;
        for (var place = explained.Parameters.Count; place > 0; place--)
        {
            text = text.Replace($"${place}", $"'{explained.Parameters[place - 1]}'", StringComparison.Ordinal);
        }

        await using var connection = new Npgsql.NpgsqlConnection(of.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = new Npgsql.NpgsqlCommand($"select sum(c1)::bigint from ({text}) told", connection);
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    private static string Query(string more = "", string filter = "", string scope = "tickets-created")
    {
        var question = Samples.Question(scope);
        if (filter.Length > 0)
        {
            question["filters"]!.AsArray().Add(JsonNode.Parse(filter));
        }

        foreach (var (name, value) in JsonNode.Parse("{" + more + "}")!.AsObject())
        {
            question[name] = value?.DeepClone();
        }

        return new JsonObject { ["query"] = question }.ToJsonString();
    }
}
