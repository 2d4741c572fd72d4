using System.Net;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Users;

[Trait("row", "B22")]
public sealed class ListUsersTests : IAsyncLifetime
{
    private Desk desk = null!;

    public async ValueTask InitializeAsync()
    {
        desk = await Desk.StartAsync();
        foreach (var (name, email, role, externalId) in new[]
        {
            ("Cleo North", "b@store.example", "agent", "x-1"),
            ("Ben South", "c@store.example", "bot", null),
            ("Dora West", "a@store.example", "observer-agent", null),
        })
        {
            (await desk.Admin.PostJsonAsync("/api/users", new { name, email, role = new { name = role }, external_id = externalId })).Is(HttpStatusCode.Created);
        }
    }

    public ValueTask DisposeAsync() => desk.DisposeAsync();

    [Theory]
    [InlineData("", "Ada Lind,Ben South,Cleo North,Dora West")]
    [InlineData("?order_by=name:desc", "Dora West,Cleo North,Ben South,Ada Lind")]
    [InlineData("?order_by=created_datetime:asc", "Ada Lind,Cleo North,Ben South,Dora West")]
    [InlineData("?order_by=created_datetime:desc", "Dora West,Ben South,Cleo North,Ada Lind")]
    [InlineData("?order_by=email:asc", "Dora West,Ada Lind,Cleo North,Ben South")]
    [InlineData("?order_by=role.name:asc", "Ada Lind,Cleo North,Ben South,Dora West")]
    [InlineData("?order_by=role.name:desc", "Dora West,Ben South,Cleo North,Ada Lind")]
    [InlineData("?email=B@store.example", "Cleo North")]
    [InlineData("?external_id=x-1", "Cleo North")]
    [InlineData("?roles=bot&roles=observer-agent", "Ben South,Dora West")]
    [InlineData("?roles=bot", "Ben South")]
    [InlineData("?search=wEst", "Dora West")]
    [InlineData("?search=STORE.example&available_first=true", "Ben South,Cleo North,Dora West")]
    [InlineData("?external_id=nobody", "")]
    public async Task Filters_and_orders_choose_users(string query, string names)
    {
        var list = (await desk.Admin.GetJsonAsync($"/api/users{query}")).Is(HttpStatusCode.OK);
        Assert.Equal(names.Split(',', StringSplitOptions.RemoveEmptyEntries), list.Names());
        Assert.Equal("list", (string?)list["object"]);
    }

    [Theory]
    [InlineData("name:asc")]
    [InlineData("created_datetime:desc")]
    [InlineData("email:desc")]
    [InlineData("role.name:asc")]
    public async Task Pages_of_every_order_show_each_user_once(string order)
    {
        var seen = new List<string>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await desk.Admin.GetJsonAsync($"/api/users?limit=1&order_by={order}{(cursor.Length > 0 ? $"&cursor={Uri.EscapeDataString(cursor)}" : "")}")).Is(HttpStatusCode.OK);
            seen.AddRange(page.Names());
            cursor = (string?)page["meta"]!["next_cursor"];
        }

        var all = (await desk.Admin.GetJsonAsync($"/api/users?order_by={order}")).Names();
        Assert.Equal(4, all.Length);
        Assert.Equal(all, seen);
    }

    [Theory]
    [InlineData("order_by=name", "order_by")]
    [InlineData("order_by=role:asc", "order_by")]
    [InlineData("roles=owner", "roles")]
    [InlineData("available_first=perhaps", "available_first")]
    [InlineData("active=true", "active")]
    public async Task What_the_list_does_not_know_is_refused(string query, string field) =>
        Assert.NotEmpty((await desk.Admin.GetJsonAsync($"/api/users?{query}")).Is(HttpStatusCode.BadRequest).ErrorsAt(field));
}
