using System.Text.Json;
using Antiphon.Actions.Calls;

namespace Antiphon.UnitTests.Actions;

public sealed class CallSecretsTests
{
    [Theory]
    [InlineData("""{"headers":{"Authorization":"Bearer a","X-Page":"2"}}""", """{"headers":{"Authorization":"********","X-Page":"2"}}""")]
    [InlineData("""{"headers":[{"key":"X-Api-Key","value":"a"},{"name":"X-Page","value":"2"},7]}""", """{"headers":[{"key":"X-Api-Key","value":"********"},{"name":"X-Page","value":"2"},7]}""")]
    [InlineData("""{"params":{"token":"a","n":1}}""", """{"params":{"token":"********","n":1}}""")]
    [InlineData("""{"url":"https://a.example/x?page=2&api_key=abc#top"}""", """{"url":"https://a.example/x?page=2&api_key=********"}""")]
    [InlineData("""{"url":"https://a.example/x","json":{"secret":"stays"},"headers":"none"}""", """{"url":"https://a.example/x","json":{"secret":"stays"},"headers":"none"}""")]
    public void What_lets_somebody_in_is_masked(string arguments, string shown) =>
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(shown), CallSecrets.InArguments("http", JsonElement.Parse(arguments))));

    [Fact]
    public void Other_actions_stay_as_they_are()
    {
        var actions = JsonElement.Parse("""[{"name":"addTags","arguments":{"headers":{"key":"a"}}},7,{"name":8}]""");
        Assert.Equal(actions.GetRawText(), CallSecrets.InActions(actions)!.Value.GetRawText());
        Assert.Null(CallSecrets.InActions(null));
        var mixed = JsonElement.Parse("""[{"name":"addTags","arguments":{"tags":"é"}},{"name":"http","arguments":{"headers":{"key":"a"}},"status":"success"},{"name":"http","arguments":7}]""");
        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse("""[{"name":"addTags","arguments":{"tags":"é"}},{"name":"http","arguments":{"headers":{"key":"********"}},"status":"success"},{"name":"http","arguments":7}]"""),
            CallSecrets.InActions(mixed)!.Value));
    }
}
