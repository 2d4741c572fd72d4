using System.Net;
using Antiphon.ApiTests.Furniture;
using Antiphon.ContractTests.Furniture;

namespace Antiphon.ContractTests.Audit;

/// <summary>The audit log, which is ours: docs/audit.md.</summary>
[Trait("row", "E21")]
public sealed class AuditShapeTests(Desk desk) : IClassFixture<Desk>
{
    [Fact]
    public async Task The_list_has_the_documented_shape()
    {
        (await desk.Admin.PostJsonAsync("/api/keys", new { name = "Shaped" })).Is(HttpStatusCode.Created);
        Shape.Read("audit/list").Matches((await desk.Admin.GetJsonAsync("/api/audit?limit=2")).Is(HttpStatusCode.OK).Json);
    }
}
