using System.Net;
using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Users;

[Trait("row", "B24")]
public sealed class UpdateUserTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task An_update_changes_only_what_is_sent_and_null_clears()
    {
        var user = (await desk.Admin.PostJsonAsync("/api/users", new
        {
            email = "full@store.example",
            name = "Full Profile",
            role = new { name = "agent" },
            bio = "b",
            country = "FR",
            external_id = "full",
            language = "fr",
            timezone = "Europe/Paris",
            meta = new { a = 1 },
        })).Is(HttpStatusCode.Created);
        var path = $"/api/users/{user["id"]}";
        var renamed = (await desk.Admin.PutJsonAsync(path, new { name = "New Name" })).Is(HttpStatusCode.Accepted);
        foreach (var field in new[] { "email", "bio", "country", "external_id", "language", "timezone", "meta", "role", "active", "created_datetime" })
        {
            Assert.Equal(user[field]!.ToJsonString(), renamed[field]!.ToJsonString());
        }

        Assert.Equal("New Name", (string?)renamed["name"]);
        foreach (var field in new[] { "bio", "country", "external_id", "language", "timezone", "meta" })
        {
            var cleared = (await desk.Admin.PutJsonAsync(path, $$"""{"{{field}}": null}""")).Is(HttpStatusCode.Accepted);
            Assert.Null(cleared[field]);
            Assert.Equal(cleared.Body, (await desk.Admin.GetJsonAsync(path)).Body);
        }

        foreach (var field in new[] { "email", "name", "role", "active" })
        {
            Assert.Equal(["Field may not be null."], (await desk.Admin.PutJsonAsync(path, $$"""{"{{field}}": null}""")).Is(HttpStatusCode.BadRequest).ErrorsAt(field));
        }
    }

    [Fact]
    public async Task Meta_is_replaced_as_a_whole()
    {
        var user = await desk.InviteAsync("meta@store.example");
        var changed = (await desk.Admin.PutJsonAsync($"/api/users/{user.Id()}", new { meta = new { only = "this" } })).Is(HttpStatusCode.Accepted);
        Assert.Equal("""{"only":"this"}""", changed["meta"]!.ToJsonString());
    }

    [Fact]
    public async Task A_change_writes_one_event_and_no_change_writes_none()
    {
        var user = await desk.InviteAsync("events@store.example");
        var path = $"/api/users/{user.Id()}";
        var same = (await desk.Admin.PutJsonAsync(path, new { name = "Sam Reed", active = true, meta = new { profile_picture_url = (string?)null, sso = (string?)null } })).Is(HttpStatusCode.Accepted);
        Assert.Equal((string?)user["updated_datetime"], (string?)same["updated_datetime"]);
        (await desk.Admin.PutJsonAsync(path, new { bio = "new", role = new { name = "basic-agent" } })).Is(HttpStatusCode.Accepted);
        Assert.Equal(["user-created", "user-invited", "user-updated"], await desk.EventsOfAsync("User", user.Id()));
    }

    [Theory]
    [InlineData("""{"firstname": "Max"}""", "Max van Reed")]
    [InlineData("""{"lastname": "Moss"}""", "Sam van Moss")]
    [InlineData("""{"firstname": "Max", "lastname": ""}""", "Max van")]
    [InlineData("""{"firstname": "Max", "name": "Whole Name"}""", "Whole Name")]
    public async Task First_and_last_name_replace_the_ends_of_the_name(string body, string name)
    {
        var user = await desk.InviteAsync($"{Guid.NewGuid():N}@store.example", name: "Sam van Reed");
        Assert.Equal(name, (string?)(await desk.Admin.PutJsonAsync($"/api/users/{user.Id()}", body)).Is(HttpStatusCode.Accepted)["name"]);
    }

    [Fact]
    public async Task A_changed_email_needs_the_callers_password()
    {
        await desk.JoinAsync("mover@store.example");
        using var mover = await desk.WithKeyAsync("mover@store.example");
        Assert.Equal(["Missing data for required field."], (await mover.PutJsonAsync("/api/users/0", new { email = "moved@store.example" })).Is(HttpStatusCode.BadRequest).ErrorsAt("password_confirmation"));
        Assert.Equal(["Wrong password."], (await mover.PutJsonAsync("/api/users/0", new { email = "moved@store.example", password_confirmation = "guess" })).Is(HttpStatusCode.BadRequest).ErrorsAt("password_confirmation"));
        (await mover.PutJsonAsync("/api/users/0", new { email = "mover@store.example" })).Is(HttpStatusCode.Accepted);
        (await mover.PutJsonAsync("/api/users/0", new { email = Desk.AdminEmail, password_confirmation = People.Password })).Is(HttpStatusCode.Conflict);
        var key = await desk.KeyAsync("mover@store.example");
        (await mover.PutJsonAsync("/api/users/0", new { email = "moved@store.example", password_confirmation = People.Password })).Is(HttpStatusCode.Accepted);
        using var old = desk.Caller("mover@store.example", key);
        using var moved = desk.Caller("moved@store.example", key);
        (await old.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.Unauthorized);
        (await moved.GetJsonAsync("/api/users/0")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_admin_without_a_password_cannot_change_an_email()
    {
        var user = await desk.InviteAsync("fixed@store.example");
        var refused = (await desk.Admin.PutJsonAsync($"/api/users/{user.Id()}", new { email = "x@store.example", password_confirmation = "guess" })).Is(HttpStatusCode.BadRequest);
        Assert.Equal(["The caller has no password yet."], refused.ErrorsAt("password_confirmation"));
    }

    [Fact]
    public async Task A_new_password_needs_the_old_one()
    {
        var user = await desk.JoinAsync("secret@store.example");
        using var self = await desk.WithKeyAsync("secret@store.example");
        Assert.Equal(["Missing data for required field."], (await self.PutJsonAsync("/api/users/0", new { new_password = "a new password" })).Is(HttpStatusCode.BadRequest).ErrorsAt("old_password"));
        Assert.Equal(["Wrong password."], (await self.PutJsonAsync("/api/users/0", new { new_password = "a new password", old_password = "guess" })).Is(HttpStatusCode.BadRequest).ErrorsAt("old_password"));
        Assert.NotEmpty((await self.PutJsonAsync("/api/users/0", new { new_password = "short", old_password = People.Password })).Is(HttpStatusCode.BadRequest).ErrorsAt("new_password"));
        Assert.NotEmpty((await desk.Admin.PutJsonAsync($"/api/users/{user.Id()}", new { new_password = "a new password", old_password = People.Password })).Is(HttpStatusCode.BadRequest).ErrorsAt("new_password"));
        (await self.PutJsonAsync($"/api/users/{user.Id()}", new { new_password = "a new password", old_password = People.Password, two_fa_code = (string?)null })).Is(HttpStatusCode.Accepted);
        Assert.NotEmpty((await self.PutJsonAsync("/api/users/0", new { new_password = "yet another one", old_password = People.Password })).Is(HttpStatusCode.BadRequest).ErrorsAt("old_password"));
        Assert.Equal(["user-created", "user-invited", "user-password-changed", "user-password-changed"], await desk.EventsOfAsync("User", user.Id()));
    }

    [Fact]
    public async Task The_owner_stays_an_active_admin()
    {
        await desk.JoinAsync("second-admin@store.example", "admin");
        using var second = await desk.WithKeyAsync("second-admin@store.example");
        var path = $"/api/users/{desk.Account.OwnerUserId}";
        Assert.NotEmpty((await second.PutJsonAsync(path, new { role = new { name = "agent" } })).Is(HttpStatusCode.BadRequest).ErrorsAt("role.name"));
        Assert.NotEmpty((await desk.Admin.PutJsonAsync("/api/users/0", new { role = new { name = "agent" } })).Is(HttpStatusCode.BadRequest).ErrorsAt("role.name"));
        Assert.NotEmpty((await second.PutJsonAsync(path, new { active = false })).Is(HttpStatusCode.BadRequest).ErrorsAt("active"));
        Assert.NotEmpty((await second.PutJsonAsync("/api/users/0", new { active = false })).Is(HttpStatusCode.BadRequest).ErrorsAt("active"));
        (await second.PutJsonAsync(path, new { role = new { name = "admin" }, bio = "Owner" })).Is(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("basic-agent")]
    [InlineData("lite-agent")]
    [InlineData("observer-agent")]
    [InlineData("bot")]
    [InlineData("internal-agent")]
    public async Task Who_is_no_admin_changes_only_the_own_profile(string role)
    {
        using var caller = await desk.AsRoleAsync(role);
        var own = (await caller.GetJsonAsync("/api/users/0")).Json;
        (await caller.PutJsonAsync($"/api/users/{own.Id()}", new { name = $"New {role}", timezone = "Europe/Paris", role = new { name = role }, active = true })).Is(HttpStatusCode.Accepted);
        (await caller.PutJsonAsync("/api/users/0", new { role = new { name = "admin" } })).Is(HttpStatusCode.Forbidden);
        (await caller.PutJsonAsync("/api/users/0", new { active = false })).Is(HttpStatusCode.Forbidden);
        (await caller.PutJsonAsync("/api/users/0", new { external_id = "mine" })).Is(HttpStatusCode.Forbidden);
        (await caller.PutJsonAsync($"/api/users/{desk.Account.OwnerUserId}", new { bio = "mine" })).Is(HttpStatusCode.Forbidden);
        (await caller.PostJsonAsync("/api/users", new { email = "new@store.example", name = "New", role = new { name = "admin" } })).Is(HttpStatusCode.Forbidden);
        (await caller.DeleteJsonAsync($"/api/users/{own.Id()}")).Is(HttpStatusCode.Forbidden);
        Assert.Equal(role, (string?)(await caller.GetJsonAsync("/api/users/0"))["role"]!["name"]);
    }

    [Fact]
    public async Task A_new_role_counts_from_the_next_request_on()
    {
        var user = await desk.InviteAsync("risen@store.example", "observer-agent");
        using var risen = await desk.WithKeyAsync("risen@store.example");
        (await risen.PostJsonAsync("/api/teams", new { name = "no" })).Is(HttpStatusCode.Forbidden);
        (await desk.Admin.PutJsonAsync($"/api/users/{user.Id()}", new { role = new { name = "admin" } })).Is(HttpStatusCode.Accepted);
        (await risen.PostJsonAsync("/api/teams", new { name = "yes" })).Is(HttpStatusCode.Created);
    }
}
