using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Client;
using Antiphon.ApiTests.Furniture;
using Antiphon.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Changes;

/// <summary>Lists by time: for those who ask for extensions, and for nobody else.</summary>
[Trait("row", "N06")]
public sealed class TimeFilterTests(ClockedDesk clocked) : IClassFixture<ClockedDesk>
{
    private static readonly (string, string) Extensions = ("Antiphon-Extensions", "1");

    private readonly TestClock clock = clocked.Clock;
    private readonly Desk desk = clocked.Desk;

    [Theory]
    [InlineData("tickets", "created_datetime")]
    [InlineData("tickets", "updated_datetime")]
    [InlineData("customers", "created_datetime")]
    [InlineData("customers", "updated_datetime")]
    [InlineData("users", "created_datetime")]
    [InlineData("users", "updated_datetime")]
    [InlineData("messages", "created_datetime")]
    [InlineData("tags", "created_datetime")]
    public async Task A_list_takes_each_comparator_with_the_header_and_answers_400_without(string list, string time)
    {
        var marks = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            await MakeAsync(list);
            marks.Add(await NewestAsync(list, time));
        }

        async Task<int> CountAsync(string query) => (await ListAsync($"/api/{list}?limit=100&{query}")).Is(HttpStatusCode.OK)["data"]!.AsArray().Count;
        var all = await CountAsync($"{time}[gte]=2000-01-01");
        var middle = Uri.EscapeDataString(marks[1]);
        Assert.Equal((2, 1), (await CountAsync($"{time}[gte]={middle}"), await CountAsync($"{time}[gt]={middle}")));
        Assert.Equal((all - 1, all - 2), (await CountAsync($"{time}[lte]={middle}"), await CountAsync($"{time}[lt]={middle}")));
        Assert.Equal(1, await CountAsync($"{time}[gte]={middle}&{time}[lte]={middle}"));
        Assert.NotEmpty((await desk.Admin.GetJsonAsync($"/api/{list}?{time}[gte]={middle}")).Is(HttpStatusCode.BadRequest).ErrorsAt($"{time}[gte]"));
        Assert.NotEmpty((await ListAsync($"/api/{list}?{time}[gte]=yesterday")).Is(HttpStatusCode.BadRequest).ErrorsAt($"{time}[gte]"));
        Assert.NotEmpty((await ListAsync($"/api/{list}?{time}={middle}")).Is(HttpStatusCode.BadRequest).ErrorsAt(time));
    }

    [Fact]
    public async Task The_other_times_of_a_list_stay_unknown_with_the_header()
    {
        (await ListAsync("/api/messages?updated_datetime[gte]=2026-01-01")).Is(HttpStatusCode.BadRequest);
        (await ListAsync("/api/tags?updated_datetime[gte]=2026-01-01")).Is(HttpStatusCode.BadRequest);
        (await ListAsync("/api/tickets?closed_datetime[gte]=2026-01-01")).Is(HttpStatusCode.BadRequest);
        (await desk.Admin.CallAsync(HttpMethod.Get, "/api/tickets?updated_datetime[gte]=2026-01-01", null, ("Antiphon-Extensions", "2"))).Is(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("tickets")]
    [InlineData("customers")]
    public async Task What_changes_while_a_list_of_changes_is_walked_is_not_lost(string list)
    {
        var ids = new List<long>();
        for (var i = 0; i < 12; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            ids.Add(await MakeAsync(list));
        }

        var (seen, next) = (new Dictionary<long, string>(), $"/api/{list}?limit=3&updated_datetime[gte]=2000-01-01");
        for (var i = 0; next is not null; i++)
        {
            var page = (await ListAsync(next)).Is(HttpStatusCode.OK);
            foreach (var item in page["data"]!.AsArray())
            {
                seen[(long)item!["id"]!] = (string)item["updated_datetime"]!;
            }

            // One that was seen and one that was not change behind and before the reader.
            if (i < 4)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                foreach (var id in new[] { ids[i], ids[^(i + 1)] })
                {
                    (await desk.Admin.PutJsonAsync($"/api/{list}/{id}", list == "tickets" ? new { subject = $"changed {i}" } : new { note = $"changed {i}" })).Is(HttpStatusCode.Accepted);
                }
            }

            next = (string?)page["meta"]!["next_cursor"] is { } cursor ? $"/api/{list}?limit=3&updated_datetime[gte]=2000-01-01&cursor={Uri.EscapeDataString(cursor)}" : null;
        }

        foreach (var id in ids)
        {
            Assert.Equal((string?)(await desk.Admin.GetJsonAsync($"/api/{list}/{id}"))["updated_datetime"], seen.GetValueOrDefault(id));
        }
    }

    [Theory]
    [InlineData("tickets")]
    [InlineData("customers")]
    public async Task A_large_list_that_is_filtered_by_one_time_is_ordered_by_it(string list)
    {
        await MakeAsync(list);
        Assert.NotEmpty((await ListAsync($"/api/{list}?updated_datetime[gte]=2026-01-01&order_by=created_datetime:asc")).Is(HttpStatusCode.BadRequest).ErrorsAt("order_by"));
        Assert.NotEmpty((await ListAsync($"/api/{list}?created_datetime[gte]=2026-01-01&order_by=updated_datetime:asc")).Is(HttpStatusCode.BadRequest).ErrorsAt("order_by"));
        (await ListAsync($"/api/{list}?updated_datetime[gte]=2000-01-01&order_by=updated_datetime:desc")).Is(HttpStatusCode.OK);
        (await ListAsync($"/api/{list}?updated_datetime[gte]=2000-01-01&created_datetime[gte]=2000-01-01&order_by=created_datetime:asc")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_sdk_asks_for_extensions_when_it_uses_one()
    {
        using var client = desk.Client();
        clock.Advance(TimeSpan.FromMinutes(1));
        var id = await MakeAsync("tickets");
        var ticket = await client.Tickets.GetAsync(id);
        Assert.Equal([id], await client.Tickets.ListAsync(new() { Updated = new() { From = ticket.UpdatedDatetime } }).Select(found => found.Id).ToListAsync());
        Assert.Empty(await client.Customers.ListAsync(new() { Created = new() { After = ticket.UpdatedDatetime } }).ToListAsync());
        Assert.Single(await client.Messages.ListAsync(new() { Created = new() { From = ticket.Messages[0].CreatedDatetime } }).ToListAsync());
        Assert.Empty(await client.Users.ListAsync(new() { Updated = new() { From = ticket.UpdatedDatetime } }).ToListAsync());
        Assert.Empty(await client.Tags.ListAsync(new() { Created = new() { From = ticket.UpdatedDatetime, Before = ticket.UpdatedDatetime } }).ToListAsync());
    }

    private async Task<long> MakeAsync(string list) => list switch
    {
        "tickets" or "messages" => (long)(await desk.Admin.OpenTicketAsync())["id"]!,
        "customers" => (long)(await desk.Admin.PostJsonAsync("/api/customers", new { email = Samples.NewEmail() })).Is(HttpStatusCode.Created)["id"]!,
        "users" => (long)(await desk.Admin.PostJsonAsync("/api/users", new JsonObject { ["email"] = Samples.NewEmail(), ["name"] = "Kim", ["role"] = new JsonObject { ["name"] = "agent" } })).Is(HttpStatusCode.Created)["id"]!,
        _ => (long)(await desk.Admin.PostJsonAsync("/api/tags", new { name = Guid.NewGuid().ToString() })).Is(HttpStatusCode.Created)["id"]!,
    };

    private async Task<string> NewestAsync(string list, string time)
    {
        var items = (await desk.Admin.GetJsonAsync($"/api/{list}?limit=1&order_by=created_datetime:desc")).Is(HttpStatusCode.OK)["data"]!.AsArray();
        return (string)items[0]![time]!;
    }

    private Task<Answer> ListAsync(string path) => desk.Admin.CallAsync(HttpMethod.Get, path, null, Extensions);
}

/// <summary>A desk whose clock is moved by the tests of a class.</summary>
public sealed class ClockedDesk : IAsyncLifetime
{
    public TestClock Clock { get; } = new();

    public Desk Desk { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Desk = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(Clock));

    public async ValueTask DisposeAsync() => await Desk.DisposeAsync();
}
