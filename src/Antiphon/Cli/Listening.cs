using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Antiphon.Cli;

/// <summary>
/// Where the server listens: where it is told to, or else at port 8080 of localhost (which is 127.0.0.1 and ::1) or, when that is taken, at the next port
/// that is free.
/// </summary>
/// <param name="Candidates">Tried in order; null leaves the choice to the configuration of the web server.</param>
internal sealed record Listening(IEnumerable<string?> Candidates)
{
    private const int DefaultPort = 8080;
    private const int Neighbours = 20;
    private const int FreePortAttempts = 5;

    // What ASP.NET Core itself reads, from ASPNETCORE_… variables or appsettings.json.
    private static readonly string[] Configured = ["URLS", "HTTP_PORTS", "HTTPS_PORTS", "ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS"];

    public static Listening Choose(IConfiguration configuration, string[]? urls, int? port) => (urls, port) switch
    {
        ({ Length: > 0 }, not null) => throw new UsageException("--urls and --port both say where to listen; give only one of them."),
        ({ Length: > 0 }, null) => new([string.Join(';', urls.SelectMany(Split))]),
        (_, 0) => new(FreePorts()),
        (_, { } demanded) => new([Local(demanded)]),
        _ when Array.Exists(Configured, name => configuration[name] is { Length: > 0 }) || configuration.GetSection("Kestrel:Endpoints").Exists() => new([null]),
        _ => new(Enumerable.Range(DefaultPort, Neighbours).Select(Local).Concat(FreePorts())),
    };

    /// <summary>Builds and starts the server at the first candidate that is free.</summary>
    public async Task<WebApplication> StartAsync(Func<WebApplication> build, CancellationToken cancellationToken)
    {
        using var candidates = Candidates.GetEnumerator();
        candidates.MoveNext();
        while (true)
        {
            var app = build();
            try
            {
                if (candidates.Current is { } urls)
                {
                    app.Urls.Clear();
                    foreach (var url in urls.Split(';'))
                    {
                        app.Urls.Add(url);
                    }
                }

                await app.StartAsync(cancellationToken);
                return app;
            }
            catch (Exception e)
            {
                await app.StopAsync(CancellationToken.None);
                await app.DisposeAsync();
                if (e is not IOException { InnerException: AddressInUseException } || !candidates.MoveNext())
                {
                    throw;
                }
            }
        }
    }

    /// <summary>The addresses as a person would type them.</summary>
    public static IReadOnlyList<Uri> Addresses(WebApplication app) =>
    [
        .. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Select(address => new Uri(address.Replace("://[::]", "://localhost", StringComparison.Ordinal)
                .Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
                .Replace("://*", "://localhost", StringComparison.Ordinal)
                .Replace("://+", "://localhost", StringComparison.Ordinal)))
            .Distinct(),
    ];

    private static string[] Split(string urls)
    {
        var split = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var url in split)
        {
            // The star of "every address" is no host that Uri knows.
            var plain = url.Replace("://*", "://localhost", StringComparison.Ordinal).Replace("://+", "://localhost", StringComparison.Ordinal);
            if (!Uri.TryCreate(plain, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https"))
            {
                throw new UsageException($"--urls takes addresses such as http://localhost:8080, and {url} is none.");
            }
        }

        return split;
    }

    private static string Local(int port) => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{port}");

    // Kestrel cannot pick one port for both addresses of localhost, so it is asked for by number; another process may still come first.
    private static IEnumerable<string> FreePorts()
    {
        for (var attempt = 0; attempt < FreePortAttempts; attempt++)
        {
            using var probe = new TcpListener(IPAddress.Loopback, port: 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            yield return Local(port);
        }
    }
}
