using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.Users.Invitations;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Users;

public sealed class UserTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    [Trait("row", "B23")]
    public async Task A_created_user_can_be_read_and_is_invited()
    {
        var created = (await desk.Admin.PostJsonAsync("/api/users", new { email = "sam@store.example", name = "Sam van Reed", role = new { name = "agent" }, country = "FR", meta = new { shift = "late" } }))
            .Is(HttpStatusCode.Created);
        var read = (await desk.Admin.GetJsonAsync($"/api/users/{created["id"]}")).Is(HttpStatusCode.OK);
        Assert.Equal(created.Body, read.Body);
        Assert.Equal("Sam", (string?)read["firstname"]);
        Assert.Equal("Reed", (string?)read["lastname"]);
        Assert.Equal("UTC", (string?)read["timezone"]);
        Assert.Equal("""{"sso":null,"shift":"late","profile_picture_url":null}""", read["meta"]!.ToJsonString());
        Assert.False((bool)read["has_password"]!);
        Assert.Equal(["user-created", "user-invited"], await desk.EventsOfAsync("User", created.Json.Id()));
        Assert.Equal($"{desk.Address.GetLeftPart(UriPartial.Authority)}/api/users/{created["id"]}/", (string?)read["uri"]);
    }

    [Fact]
    [Trait("row", "B23")]
    public async Task Accepting_an_invitation_sets_the_password_once()
    {
        var user = await desk.InviteAsync("invited@store.example");
        var link = await desk.InvitationOfAsync("invited@store.example");
        (await desk.Admin.PostJsonAsync(link, new { })).Is(HttpStatusCode.BadRequest);
        var refused = (await desk.Admin.PostJsonAsync(link, new { password = "short" })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["Shorter than minimum length 8."], refused.ErrorsAt("password"));
        (await desk.Admin.PostJsonAsync(link, new { password = People.Password })).Is(HttpStatusCode.NoContent);
        Assert.True((bool)(await desk.Admin.GetJsonAsync($"/api/users/{user.Id()}"))["has_password"]!);
        (await desk.Admin.PostJsonAsync(link, new { password = "another password" })).Is(HttpStatusCode.NotFound);
        Assert.Equal(["user-created", "user-invited", "user-password-changed"], await desk.EventsOfAsync("User", user.Id()));
    }

    [Fact]
    [Trait("row", "B23")]
    public async Task Only_one_of_many_racing_acceptances_sets_the_password()
    {
        await desk.InviteAsync("raced@store.example");
        var link = await desk.InvitationOfAsync("raced@store.example");
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => desk.Admin.PostJsonAsync(link, new { password = $"password {i}" })));
        Assert.Single(answers, answer => answer.Status is HttpStatusCode.NoContent);
        Assert.Equal(3, answers.Count(answer => answer.Status is HttpStatusCode.NotFound));
    }

    [Fact]
    [Trait("row", "B23")]
    public async Task An_expired_invitation_and_one_of_another_account_are_unknown()
    {
        await desk.InviteAsync("late@store.example");
        var link = await desk.InvitationOfAsync("late@store.example");
        await desk.OpenAccountAsync("invitations", "ada@invitations.example");
        using var foreign = desk.Caller(Desk.AdminEmail, desk.AdminKey, "invitations.localhost");
        (await foreign.PostJsonAsync(link, new { password = People.Password })).Is(HttpStatusCode.NotFound);
        await desk.InScopeAsync(services => services.GetRequiredService<Antiphon.Data.DeskDb>().ExecuteAsync(
            $"update user_invitations set expires_at = now() - interval '1 second' where account_id = {desk.Account.Id} and token_hash = {InviteUser.Hash(link.Split('/')[^1])}", CancellationToken.None));
        (await desk.Admin.PostJsonAsync(link, new { password = People.Password })).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Bots_and_users_who_start_deactivated_are_not_invited()
    {
        var bot = await desk.InviteAsync("bot@store.example", "bot");
        var off = (await desk.Admin.PostJsonAsync("/api/users", new { email = "off@store.example", firstname = "Off", lastname = "Duty", active = false, role = new { name = "agent" } })).Is(HttpStatusCode.Created);
        Assert.Equal("Off Duty", (string?)off["name"]);
        Assert.NotNull(off["deactivated_datetime"]);
        Assert.Equal(["user-created"], await desk.EventsOfAsync("User", bot.Id()));
        Assert.Equal(["user-created"], await desk.EventsOfAsync("User", off.Json.Id()));
    }

    [Fact]
    [Trait("row", "A17")]
    public async Task Wrong_fields_of_a_new_user_are_all_named()
    {
        var empty = (await desk.Admin.PostJsonAsync("/api/users", new { })).Is(HttpStatusCode.BadRequest);
        Assert.Equal("Failed to create user", (string?)empty["error"]!["msg"]);
        Assert.All(["email", "name", "role"], field => Assert.Equal(["Missing data for required field."], empty.ErrorsAt(field)));
        var wrong = (await desk.Admin.PostJsonAsync("/api/users", new
        {
            email = "nobody",
            name = " ",
            role = new { name = "owner" },
            country = "France",
            language = "de",
            timezone = "Mars/Base",
            meta = new[] { 1 },
            channels = Array.Empty<string>(),
            customer = new { },
            data = new { },
            roles = new[] { new { name = "admin" } },
        })).Is(HttpStatusCode.BadRequest);
        Assert.All(["email", "name", "role.name", "country", "language", "timezone", "meta"], path => Assert.Single(wrong.ErrorsAt(path)));
        Assert.All(["channels", "customer", "data", "roles"], field => Assert.Equal(["Unknown field."], wrong.ErrorsAt(field)));
    }

    [Fact]
    [Trait("row", "A17")]
    public async Task An_email_or_external_id_in_use_answers_409()
    {
        (await desk.Admin.PostJsonAsync("/api/users", new { email = "taken@store.example", name = "Taken", role = new { name = "agent" }, external_id = "t-1" })).Is(HttpStatusCode.Created);
        (await desk.Admin.PostJsonAsync("/api/users", new { email = "TAKEN@store.example", name = "Other", role = new { name = "agent" } })).Is(HttpStatusCode.Conflict);
        (await desk.Admin.PostJsonAsync("/api/users", new { email = "free@store.example", name = "Other", role = new { name = "agent" }, external_id = "t-1" })).Is(HttpStatusCode.Conflict);
        var other = await desk.InviteAsync("other@store.example");
        (await desk.Admin.PutJsonAsync($"/api/users/{other.Id()}", new { external_id = "t-1" })).Is(HttpStatusCode.Conflict);
    }

    [Fact]
    [Trait("row", "B22")]
    public async Task Id_0_is_the_caller()
    {
        using var agent = await desk.AsRoleAsync("agent");
        Assert.Equal("agent@acme.example", (string?)(await agent.GetJsonAsync("/api/users/0/")).Is(HttpStatusCode.OK)["email"]);
        var changed = (await agent.PutJsonAsync("/api/users/0", new { bio = "Parcels" })).Is(HttpStatusCode.Accepted);
        Assert.Equal("Parcels", (string?)changed["bio"]);
        (await desk.Admin.DeleteJsonAsync("/api/users/0")).Is(HttpStatusCode.NotFound);
        (await desk.Admin.GetJsonAsync("/api/users/987654")).Is(HttpStatusCode.NotFound);
    }

    [Fact]
    [Trait("row", "B22")]
    public async Task Every_role_is_spelled_as_the_wire_spells_it()
    {
        string[] roles = ["admin", "agent", "basic-agent", "lite-agent", "observer-agent", "bot", "internal-agent"];
        foreach (var role in roles)
        {
            var user = await desk.InviteAsync($"role-{role}@store.example", role);
            Assert.Equal($$"""{"name":"{{role}}"}""", (await desk.Admin.GetJsonAsync($"/api/users/{user.Id()}"))["role"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task Users_cannot_be_deleted_in_bulk()
    {
        (await desk.Admin.DeleteJsonAsync("/api/users", new { ids = new[] { 1 } })).Is(HttpStatusCode.MethodNotAllowed);
    }
}
