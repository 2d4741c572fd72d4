using Antiphon.Client.Throttling;

namespace Antiphon.UnitTests.Client;

public sealed class UsageHeaderTests
{
    [Theory]
    [InlineData("10/40", 10, 40)]
    [InlineData("0/1", 0, 1)]
    [InlineData(" 41 / 40 ", 41, 40)]
    public void The_usage_is_read(string header, int used, int limit)
    {
        Assert.True(LimitUsage.TryParse(header, out var usage));
        Assert.Equal(new(used, limit), usage);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("10/")]
    [InlineData("/40")]
    [InlineData("-1/40")]
    [InlineData("1/0")]
    [InlineData("a/b")]
    [InlineData("1/2/3")]
    [InlineData("1/99999999999")]
    public void Another_text_is_no_usage(string header) => Assert.False(LimitUsage.TryParse(header, out _));
}
