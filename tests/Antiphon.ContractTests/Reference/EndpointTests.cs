using System.Runtime.CompilerServices;
using Antiphon.ApiTests.Furniture;
using Antiphon.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ContractTests.Reference;

/// <summary>The routes of the contract and those of the server, held against each other both ways.</summary>
public sealed class EndpointTests(Desk desk) : IClassFixture<Desk>
{
    // Routes of the contract that are not built yet. One that is there now has to leave this list.
    private static readonly string[] Owed = [];

    private sealed record Endpoint(string Name, string Scope, int Success);

    [Fact]
    public void The_server_has_every_route_of_the_contract_with_its_scope_and_success()
    {
        var there = Routes().ToDictionary(route => route.Name, StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach (var wanted in Contract())
        {
            if (!there.TryGetValue(wanted.Name, out var found))
            {
                wrong.Add($"{wanted.Name} is missing");
                continue;
            }

            if ((found.Route.Scope ?? "none") != (wanted.Scope is "by-type" ? "none" : wanted.Scope))
            {
                wrong.Add($"{wanted.Name} asks for {found.Route.Scope ?? "none"} instead of {wanted.Scope}");
            }

            if (!found.Successes.Contains(wanted.Success))
            {
                wrong.Add($"{wanted.Name} answers {string.Join(", ", found.Successes)} instead of {wanted.Success}");
            }
        }

        Assert.Equal(Owed.Select(name => $"{name} is missing").Order(StringComparer.Ordinal), wrong.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_the_server_has_beyond_the_contract_says_that_it_is_an_addition()
    {
        var known = Contract().Select(endpoint => endpoint.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(Routes().Where(route => !known.Contains(route.Name) && !route.Route.IsExtension).Select(route => route.Name));
        // And what stands in the contract is none.
        Assert.Empty(Routes().Where(route => known.Contains(route.Name) && route.Route.IsExtension).Select(route => route.Name));
    }

    [Fact]
    public void The_table_names_nothing_twice() => Assert.Empty(Contract().GroupBy(endpoint => endpoint.Name, StringComparer.Ordinal).Where(same => same.Count() > 1).Select(same => same.Key));

    private IEnumerable<(string Name, ApiRoute Route, int[] Successes)> Routes() =>
        from endpoint in desk.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let route = endpoint.Metadata.GetMetadata<ApiRoute>()
        where route is not null && endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("api/", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetRequiredMetadata<IHttpMethodMetadata>().HttpMethods
        select ($"{method} {Shape(endpoint)}", route, endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Select(answer => answer.StatusCode).ToArray());

    // Names and kinds of parameters are the code's own.
    private static string Shape(RouteEndpoint endpoint) =>
        "/" + string.Join('/', endpoint.RoutePattern.RawText!.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => part.StartsWith('{') ? "{id}" : part));

    private static List<Endpoint> Contract([CallerFilePath] string path = "") =>
    [
        .. File.ReadLines(Path.Combine(Path.GetDirectoryName(path)!, "endpoints.tsv")).Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t'))
            .Select(cells => new Endpoint($"{cells[0]} {cells[1]}", cells[2], int.Parse(cells[3], System.Globalization.CultureInfo.InvariantCulture))),
    ];
}
