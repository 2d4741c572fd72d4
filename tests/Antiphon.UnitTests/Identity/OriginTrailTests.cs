using Antiphon.Identity;
using Microsoft.AspNetCore.Http;

namespace Antiphon.UnitTests.Identity;

public sealed class OriginTrailTests
{
    [Theory]
    [InlineData("acme/rule-7", "acme/rule-7")]
    [InlineData(" acme/rule-7,ACME/integration-12 ", "acme/rule-7, ACME/integration-12")]
    [InlineData("acme/rule-7, <script>, acme/ticket-3, acme/rule-, acme/integration-1", "acme/rule-7, acme/integration-1")]
    [InlineData("nonsense", null)]
    [InlineData("", null)]
    public void What_can_be_read_of_a_header_counts(string header, string? trail)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers[OriginTrail.Header] = header;
        Assert.Equal(trail, OriginTrail.Read(http.Request));
    }

    [Fact]
    public void A_request_without_the_header_comes_from_nobody_we_called() => Assert.Null(OriginTrail.Read(new DefaultHttpContext().Request));

    [Fact]
    public void A_trail_grows_at_its_end_and_knows_who_is_on_it()
    {
        var trail = OriginTrail.Add(OriginTrail.Add(null, OriginTrail.Rule("acme", 7)), OriginTrail.Integration("acme", 12));
        Assert.Equal("acme/rule-7, acme/integration-12", trail);
        Assert.Equal(trail, OriginTrail.Add(trail, null));
        Assert.True(OriginTrail.Has(trail, "ACME/rule-7"));
        Assert.False(OriginTrail.Has(trail, "other/rule-7"));
        Assert.False(OriginTrail.Has(null, "acme/rule-7"));
        Assert.True(OriginTrail.EndsAt(trail, "acme/integration-12"));
        Assert.False(OriginTrail.EndsAt(trail, "acme/rule-7"));
        Assert.False(OriginTrail.EndsAt(null, "acme/rule-7"));
    }

    [Fact]
    public void A_long_trail_forgets_its_beginning()
    {
        var trail = Enumerable.Range(1, 30).Aggregate((string?)null, (sofar, id) => OriginTrail.Add(sofar, OriginTrail.Rule("acme", id)));
        Assert.False(OriginTrail.Has(trail, "acme/rule-10"));
        Assert.True(OriginTrail.Has(trail, "acme/rule-11"));
        Assert.True(OriginTrail.EndsAt(trail, "acme/rule-30"));
    }
}
