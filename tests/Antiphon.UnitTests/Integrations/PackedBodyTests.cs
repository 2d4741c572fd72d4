using System.Text;
using Antiphon.Integrations.Delivery.Bodies;

namespace Antiphon.UnitTests.Integrations;

/// <summary>What is packed comes out as it went in, whatever it is.</summary>
public sealed class PackedBodyTests
{
    [Fact]
    public void Any_bytes_come_out_as_they_went_in()
    {
        var random = new Random(63);
        for (var length = 0; length < 200_000; length = (length * 2) + 1)
        {
            var body = new byte[length];
            random.NextBytes(body);
            Assert.Equal(body, PackedBody.Unpack(PackedBody.Pack(body)));
        }
    }

    [Fact]
    public void What_is_told_three_times_is_kept_once()
    {
        // Nothing in it repeats, as little does in what people write.
        var random = new Random(64);
        var message = string.Concat(Enumerable.Range(0, 4_000).Select(_ => (char)random.Next('!', '~')));
        var packed = PackedBody.Pack(Encoding.UTF8.GetBytes(message));
        Assert.True(PackedBody.Pack(Encoding.UTF8.GetBytes(message + message + message)).Length < packed.Length * 1.2);
    }
}
