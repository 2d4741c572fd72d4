using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Identity.SignIn;
using Antiphon.ApiTests.OAuth;
using Antiphon.ApiTests.Users;
using Antiphon.Identity.SignIn.SecondFactor;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Antiphon.ApiTests.Secrets;

/// <summary>Everything that lets somebody in or out is used once, and then every table is written out as a dump would be.</summary>
[Trait("row", "E09")]
public sealed partial class DumpTests
{
    private const string Setup = "/security/second-factor";

    [Fact]
    public async Task A_dump_of_the_database_holds_no_secret_in_clear()
    {
        var clock = new TestClock();
        await using var desk = await Desk.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal) { ["password"] = People.Password, ["first key"] = desk.AdminKey };

        (string, string) kept = ("Idempotency-Key", "kept-for-a-day");
        secrets["api key"] = (string)(await desk.Admin.PostJsonAsync("/api/keys", new { name = "Kept" }, kept)).Is(HttpStatusCode.Created)["key"]!;
        var key = (await desk.Admin.GetJsonAsync("/api/keys?limit=1"))["data"]![0]!.Id();
        secrets["rotated key"] = (string)(await desk.Admin.PostJsonAsync($"/api/keys/{key}/rotate", new { overlap_hours = 1 })).Is(HttpStatusCode.Created)["key"]!;
        secrets["header"] = "abcdef12345";
        (await desk.Admin.PostJsonAsync("/api/integrations", Samples.Integration("Hook"), ("Idempotency-Key", "kept-too"))).Is(HttpStatusCode.Created);
        secrets["signing secret"] = "the-signing-secret-of-a-hook";
        secrets["client word"] = "the-client-word-of-a-hook";
        (await desk.Admin.PostJsonAsync("/api/integrations", new
        {
            name = "Signed",
            type = "http",
            http = new { url = "https://desk.example", hmac_secret = secrets["signing secret"], oauth2 = new { token_url = "https://id.example/token", client_id = "desk", client_secret = secrets["client word"] } },
        })).Is(HttpStatusCode.Created);

        await desk.JoinAsync("joined@acme.example", "admin");
        secrets["invitation"] = (await desk.InvitationOfAsync("joined@acme.example")).Split('/')[^1];
        var app = await desk.RegisterAsync("tickets:read");
        secrets["app secret"] = app.Secret!;
        secrets["code"] = await desk.CodeAsync(app, "tickets:read offline openid");
        var tokens = (await desk.ExchangeAsync(app, secrets["code"])).Is(HttpStatusCode.OK);
        secrets["access token"] = (string)tokens["access_token"]!;
        secrets["refresh token"] = (string)tokens["refresh_token"]!;
        secrets["another app secret"] = (string)(await desk.Admin.PostJsonAsync($"/admin/oauth/apps/{app.Id}/secret", new { overlap_seconds = 60 }, ("Idempotency-Key", "kept-as-well"))).Is(HttpStatusCode.Created)["client_secret"]!;

        await desk.PersonAsync("coded@acme.example");
        using var browser = await Browser.SignedInAsync(desk, "coded@acme.example");
        secrets["session"] = browser.Cookies["antiphon_session"];
        var page = (await browser.GetAsync(Setup)).Is(HttpStatusCode.OK);
        secrets["authenticator"] = Secret().Match(page.Html).Groups["secret"].Value.Replace(" ", "", StringComparison.Ordinal);
        var done = (await browser.SubmitAsync(page, Setup, ("code", Totp.CodeAt(secrets["authenticator"], Totp.StepAt(clock.GetUtcNow()))))).Is(HttpStatusCode.OK);
        secrets["recovery code"] = RecoveryCode().Match(done.Html).Groups["code"].Value;
        secrets["recovery code, as it is hashed"] = secrets["recovery code"].Replace("-", "", StringComparison.Ordinal);

        var dump = await DumpAsync(desk.ConnectionString);
        Assert.True(dump.Length > 10_000);
        Assert.Empty(secrets.Where(secret => secret.Value.Length < 8).Select(secret => secret.Key));
        Assert.Empty(secrets.Where(secret => Spellings(secret.Value).Any(spelling => dump.Contains(spelling, StringComparison.OrdinalIgnoreCase))).Select(secret => secret.Key));
    }

    // As text, as bytes of a bytea column, and as base64 whichever byte it begins at.
    private static IEnumerable<string> Spellings(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return secret;
        yield return Convert.ToHexStringLower(bytes);
        for (var shift = 0; shift < 3; shift++)
        {
            var text = Convert.ToBase64String([.. new byte[shift], .. bytes]);
            yield return text[4..^4];
        }
    }

    private static async Task<string> DumpAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var tables = new List<string>();
        await using (var command = new NpgsqlCommand("select quote_ident(relname) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace", connection))
        await using (var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken))
        {
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            {
                tables.Add(reader.GetString(0));
            }
        }

        Assert.True(tables.Count > 50);
        var dump = new StringBuilder();
        foreach (var table in tables)
        {
            using var copy = await connection.BeginTextExportAsync($"copy {table} to stdout", TestContext.Current.CancellationToken);
            dump.Append(await copy.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        return dump.ToString();
    }

    [GeneratedRegex("secret=(?<secret>[A-Z2-7]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Secret();

    [GeneratedRegex("<li><code>(?<code>[a-z0-9-]+)</code></li>", RegexOptions.ExplicitCapture)]
    private static partial Regex RecoveryCode();
}
