using System.Net;
using System.Text.Json;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Views;

/// <summary>What stands in a filter is a value and nothing else, whatever it looks like.</summary>
[Trait("row", "B29")]
public sealed class FilterInjectionTests(Desk desk) : IClassFixture<Desk>
{
    private static int count;

    public static TheoryData<string> Texts => new(
        "'; drop table tickets; --",
        "' or '1'='1",
        "\" || true || \"",
        "x') or (1=1",
        "$1",
        "$$; select pg_sleep(5); $$",
        "100%",
        "a_b",
        @"back\slash",
        @"\'",
        "{{current_user.id}} or true",
        "😀 é \u200f",
        "line\nbreak\ttab",
        "/* comment */ --",
        "{0} {value:raw}",
        "U&'\\0041'");

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_value_finds_itself_and_nothing_else(string text)
    {
        var marker = $"marker {Interlocked.Increment(ref count)} ";
        var hit = await OpenAsync(marker + text);
        await OpenAsync(marker + "other");
        await OpenAsync(marker + "axb");
        var literal = JsonSerializer.Serialize(marker + text);
        var part = JsonSerializer.Serialize(text);
        var mine = $"startsWith(ticket.subject, '{marker}')";
        Assert.Equal([hit], await FoundAsync($"eq(ticket.subject, {literal})"));
        Assert.Equal(2, (await FoundAsync($"neq(ticket.subject, {literal}) && {mine}")).Length);
        Assert.Equal([hit], await FoundAsync($"containsAny(ticket.subject, [{part}]) && {mine}"));
        Assert.Equal([hit], await FoundAsync($"endsWith(ticket.subject, {part}) && {mine}"));
        Assert.Equal([hit], await FoundAsync($"startsWith(ticket.subject, {literal})"));
        Assert.Empty(await FoundAsync($"eq(ticket.tags.name, {part})"));
        Assert.Empty(await FoundAsync($"containsAny(ticket.tags.name, [{part}])"));
        Assert.Empty(await FoundAsync($"eq(ticket.customer.email, {part})"));
        Assert.Empty(await FoundAsync($"eq(ticket.custom_fields[1].value, {part})"));
    }

    [Theory]
    [InlineData("eq(ticket.subject, 'a\\u0000b')")]
    [InlineData("eq(ticket.subject, '\\ud83d')")]
    public async Task What_no_database_can_hold_is_an_error_of_the_filter(string filters) =>
        Assert.NotEmpty((await desk.Admin.PutJsonAsync("/api/views/0/items", new { view = new { filters } })).Is(HttpStatusCode.BadRequest).ErrorsAt("view.filters"));

    [Theory]
    [InlineData("eq(ticket.subject; drop table tickets, 'x')")]
    [InlineData("eq(ticket['subject = 1 or true --'], 'x')")]
    [InlineData("eq(ticket.custom_fields[1 or 1].value, 'x')")]
    [InlineData("eq(ticket.custom_fields['1) or (1=1'].value, 'x')")]
    [InlineData("pg_sleep(ticket.id)")]
    public async Task What_is_no_value_is_an_error_of_the_filter(string filters) =>
        Assert.NotEmpty((await desk.Admin.PutJsonAsync("/api/views/0/items", new { view = new { filters } })).Is(HttpStatusCode.BadRequest).ErrorsAt("view.filters"));

    [Theory]
    [InlineData("eq(ticket.id, 99999999999999999999)")]
    [InlineData("eq(ticket.id, '99999999999999999999')")]
    [InlineData("gt(ticket.id, 99999999999999999999)")]
    [InlineData("lt(ticket.id, -9223372036854775809)")]
    [InlineData("eq(ticket.tags.id, 1.5)")]
    [InlineData("containsAll(ticket.tags.id, [99999999999999999999, 1])")]
    [InlineData("eq(ticket.custom_fields[9223372036854775807].value, 1)")]
    [InlineData("gt(ticket.created_datetime, '9999-12-31T23:59:59.999999Z')")]
    [InlineData("lt(ticket.created_datetime, '0001-01-01')")]
    public async Task Values_out_of_range_find_nothing(string filters) => Assert.Empty(await FoundAsync(filters));

    private async Task<long> OpenAsync(string subject) => (long)(await desk.Admin.OpenTicketAsync(ticket => ticket["subject"] = subject))["id"]!;

    private async Task<long[]> FoundAsync(string filters)
    {
        var answer = await desk.Admin.PutJsonAsync("/api/views/0/items", new { view = new { filters } });
        return [.. answer.Is(HttpStatusCode.OK)["data"]!.AsArray().Select(item => (long)item!["id"]!)];
    }
}
