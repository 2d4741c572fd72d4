using Antiphon.ApiTests.Furniture;

namespace Antiphon.ApiTests.Clients;

/// <summary>Clients that others' generators make from our description of the API compile against it and do a day's work: the description is true.</summary>
[Trait("row", "A22")]
public sealed class GeneratedClientTests(Desk desk) : IClassFixture<Desk>
{
    private Dictionary<string, string> Settings => new(StringComparer.Ordinal)
    {
        ["ANTIPHON_URL"] = desk.Address.ToString().TrimEnd('/'),
        ["ANTIPHON_EMAIL"] = Desk.AdminEmail,
        ["ANTIPHON_KEY"] = desk.AdminKey,
    };

    [Fact]
    public async Task A_generated_TypeScript_client_passes_the_smoke_suite()
    {
        var workshop = await WorkshopAsync("typescript");
        await Tool.RunAsync(workshop, Settings, "node", ClientPackages.Module("openapi-typescript/bin/cli.js"), "openapi.json", "-o", "api.d.ts");
        await Tool.RunAsync(workshop, Settings, "node", ClientPackages.Module("typescript/bin/tsc"), "-p", ".");
        Assert.Equal(
            "closed high 2 also-typescript+generated-typescript generated.ts@mail.example true 400 name 404",
            (await Tool.RunAsync(workshop, Settings, "node", "smoke.js")).Trim());
        Directory.Delete(workshop, recursive: true);
    }

    [Fact]
    public async Task A_generated_CSharp_client_passes_the_smoke_suite()
    {
        var workshop = await WorkshopAsync("csharp");
        await Tool.RunAsync(
            workshop, Settings, "dotnet", ClientPackages.Module("nswag/bin/binaries/Net100/dotnet-nswag.dll"), "openapi2csclient", "/input:openapi.json", "/output:Client.cs",
            "/jsonLibrary:SystemTextJson", "/namespace:Generated", "/className:DeskClient", "/injectHttpClient:true", "/useBaseUrl:false", "/generateOptionalParameters:true");
        await Tool.RunAsync(workshop, Settings, "dotnet", "build", "--nologo", "-nodeReuse:false", "-p:Client=Client.cs");
        Assert.Equal(
            "closed high 2 also-csharp+generated-csharp generated.cs@mail.example true 400 name 404",
            (await Tool.RunAsync(workshop, Settings, "dotnet", "bin/Debug/net10.0/Smoke.dll")).Trim());
        Directory.Delete(workshop, recursive: true);
    }

    private async Task<string> WorkshopAsync(string language)
    {
        var workshop = ClientPackages.Workshop(language);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(ClientPackages.Home, language)))
        {
            File.Copy(file, Path.Combine(workshop, Path.GetFileName(file)), overwrite: true);
        }

        var description = await desk.Admin.GetStringAsync(new Uri("/api/openapi.json", UriKind.Relative), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(workshop, "openapi.json"), description, TestContext.Current.CancellationToken);
        return workshop;
    }
}
