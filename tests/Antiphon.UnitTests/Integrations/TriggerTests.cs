using Antiphon.Contract;
using Antiphon.Integrations.Http;

namespace Antiphon.UnitTests.Integrations;

public sealed class TriggerTests
{
    [Fact]
    public void Every_trigger_has_events_that_exist()
    {
        foreach (var trigger in HttpIntegrationTrigger.Official.Concat(HttpIntegrationTrigger.Extensions))
        {
            var events = Triggers.EventsOf([trigger]);
            Assert.NotEmpty(events);
            Assert.Empty(events.Except(EventType.All));
            Assert.All(events, type => Assert.Contains(trigger, Triggers.FiredBy(type)));
        }
    }

    [Theory]
    [InlineData("ticket-closed", "ticket-status-updated")]
    [InlineData("ticket-team-unassigned", "ticket-assignment-updated")]
    [InlineData("ticket-updated", "ticket-updated")]
    [InlineData("integration-updated")]
    public void An_event_fires_its_triggers(string type, params string[] triggers) => Assert.Equal(triggers, Triggers.FiredBy(type));

    [Theory]
    [InlineData("Authorization", "{{ticket.id}}", true)]
    [InlineData("X-Api-Key", "1", true)]
    [InlineData("X-Webhook-Secret", "x", true)]
    [InlineData("X-Custom", "Bearer abc", true)]
    [InlineData("X-Custom", "7f3a9c1be2d84455a0c1", true)]
    [InlineData("X-Custom", "xoxb-12345678901-abcdefghijkl", true)]
    [InlineData("X-Custom", "", false)]
    [InlineData("X-Trace", "{{ticket.id}}", false)]
    [InlineData("Accept-Language", "en-GB, en;q=0.8", false)]
    [InlineData("X-Shop", "northwind", false)]
    [InlineData("X-Text", "Some words of which 3 are short", false)]
    public void What_looks_like_a_credential_is_one(string name, string value, bool isCredential) => Assert.Equal(isCredential, Credentials.LooksLikeOne(name, value));
}
