using System.Text.Json.Nodes;

namespace Antiphon.ContractTests.Furniture;

public sealed class ShapeTests
{
    private static readonly Shape Example = Shape.Parse(
        """
        {
          "example": {"id": 1, "name": "a", "at": "2026-03-02T09:14:03.302063+00:00", "note": "n", "gone": null, "list": [{"x": true}], "map": {"7": {"id": 7}}, "any": {}},
          "nullable": ["note"], "optional": ["any"], "maps": ["map"], "free": ["any"], "empty": ["map"]
        }
        """);

    [Theory]
    [InlineData("""{"id": 2, "name": "b", "at": "2026-01-01T00:00:00.000000+00:00", "note": null, "gone": null, "list": [{"x": false}], "map": {"9": {"id": 9}}, "any": 5}""")]
    [InlineData("""{"id": 2, "name": "b", "at": "2026-01-01T00:00:00.000000+00:00", "note": "m", "gone": null, "list": [{"x": false}, {"x": true}], "map": {}}""")]
    public void An_answer_of_the_same_shape_passes(string answer) => Assert.Empty(Example.Differences(JsonNode.Parse(answer)));

    [Theory]
    [InlineData("id", "\"2\"", "id: string instead of integer")]
    [InlineData("id", "2.5", "id: number instead of integer")]
    [InlineData("id", "null", "id: null instead of integer")]
    [InlineData("name", "null", "name: null instead of string")]
    [InlineData("at", "\"2026-01-01T00:00:00Z\"", "at: \"2026-01-01T00:00:00Z\" is not a datetime of six digits and +00:00")]
    [InlineData("note", "5", "note: integer instead of string")]
    [InlineData("gone", "1", "gone: integer instead of null")]
    [InlineData("list", "[]", "list: empty")]
    [InlineData("list", """[{"x": true}, {"x": true, "y": 1}]""", "list[].y: not in the example")]
    [InlineData("list", """[{}]""", "list[].x: missing")]
    [InlineData("map", """{"9": {"id": "9"}}""", "map.*.id: string instead of integer")]
    [InlineData("more", "1", "more: not in the example")]
    public void Each_difference_is_named_by_its_path(string member, string value, string difference)
    {
        var answer = JsonNode.Parse("""{"id": 2, "name": "b", "at": "2026-01-01T00:00:00.000000+00:00", "note": null, "gone": null, "list": [{"x": false}], "map": {}}""")!;
        answer[member] = JsonNode.Parse(value);
        Assert.Equal([difference], Example.Differences(answer));
    }

    [Fact]
    public void A_missing_member_is_named()
    {
        var answer = JsonNode.Parse("""{"id": 2, "at": "2026-01-01T00:00:00.000000+00:00", "note": null, "gone": null, "list": [{"x": false}], "map": {}}""");
        Assert.Equal(["name: missing"], Example.Differences(answer));
    }
}
