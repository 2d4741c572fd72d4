using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Antiphon.ApiTests.Clients;
using Antiphon.ApiTests.Furniture;
using Antiphon.ApiTests.Users;

namespace Antiphon.ApiTests.Identity.SignIn.Providers;

/// <summary>A provider that others wrote (npm's oidc-provider), unmodified.</summary>
[Trait("row", "J29")]
public sealed class ForeignProviderTests(ProviderDesk place) : IClassFixture<ProviderDesk>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_unmodified_provider_signs_people_in()
    {
        using var node = Process.Start(new ProcessStartInfo("node", Path.Combine(ClientPackages.Home, "oauth", "provider.mjs"))
        {
            WorkingDirectory = ClientPackages.Home,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var complaints = node.StandardError.ReadToEndAsync(Cancelled);
            var issuer = await node.StandardOutput.ReadLineAsync(Cancelled) ?? await complaints;
            var made = (await place.Desk.Admin.PostJsonAsync("/api/sign-in-providers", new
            {
                name = "Somebody else's",
                issuer,
                client_id = "antiphon",
                client_secret = "of-the-client",
                allowed_domains = new[] { "corp.example" },
                join_role = "agent",
            })).Is(HttpStatusCode.Created);
            var client = new JsonObject { ["client_id"] = "antiphon", ["client_secret"] = "of-the-client", ["redirect_uris"] = new JsonArray((string)made["redirect_uri"]!) };
            await node.StandardInput.WriteLineAsync(client.ToJsonString().AsMemory(), Cancelled);
            await node.StandardInput.FlushAsync(Cancelled);
            Assert.Equal("ready", await node.StandardOutput.ReadLineAsync(Cancelled));

            using var browser = new Browser(place.Desk);
            var sent = (await browser.GetAsync($"/sign-in/with/{made.Json.Id()}")).Is(HttpStatusCode.Found);
            var back = await ThroughAsync(new Uri(sent.Location!), (string)made["redirect_uri"]!);
            Assert.Contains("iss=", back.Query, StringComparison.Ordinal);
            (await browser.GetAsync(back.PathAndQuery)).Is(HttpStatusCode.SeeOther);
            var me = (await browser.GetAsync("/api/users/0")).Is(HttpStatusCode.OK).Answer;
            Assert.Equal(("robin@corp.example", "Robin Vale", "agent"), ((string?)me["email"], (string?)me["name"], (string?)me["role"]!["name"]));
            using var thief = new Browser(place.Desk);
            (await thief.GetAsync(back.PathAndQuery)).Is(HttpStatusCode.BadRequest);
        }
        finally
        {
            node.StandardInput.Close();
            node.Kill(entireProcessTree: true);
        }
    }

    // Its pages lead to each other by redirects and cookies alone.
    private static async Task<Uri> ThroughAsync(Uri address, string redirectUri)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        for (var step = 0; step < 10; step++)
        {
            using var answer = await http.GetAsync(address, Cancelled);
            Assert.True((int)answer.StatusCode is 302 or 303, await answer.Content.ReadAsStringAsync(Cancelled));
            address = new Uri(address, answer.Headers.Location!);
            if (address.AbsoluteUri.StartsWith(redirectUri, StringComparison.Ordinal))
            {
                return address;
            }
        }

        throw new InvalidOperationException($"It leads around: {address}");
    }
}
