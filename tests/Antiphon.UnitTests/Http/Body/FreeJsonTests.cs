using System.Text.Json;
using Antiphon.Http.Body;

namespace Antiphon.UnitTests.Http.Body;

public sealed class FreeJsonTests
{
    [Theory]
    [InlineData(FreeJson.MaxDepth, null)]
    [InlineData(FreeJson.MaxDepth + 1, "Nested deeper than 32 levels.")]
    public void Free_JSON_nests_only_so_deep_that_every_answer_with_it_can_be_read(int depth, string? expected)
    {
        using var lists = JsonDocument.Parse(new string('[', depth) + "1" + new string(']', depth));
        Assert.Equal(expected, FreeJson.Check(lists.RootElement));
        using var objects = JsonDocument.Parse(string.Concat(Enumerable.Repeat("""{"a":""", depth)) + "1" + new string('}', depth));
        Assert.Equal(expected, FreeJson.Check(objects.RootElement));
    }
}
