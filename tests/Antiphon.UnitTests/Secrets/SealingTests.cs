using System.Security.Cryptography;
using Antiphon.Secrets;
using Microsoft.Extensions.Options;

namespace Antiphon.UnitTests.Secrets;

public sealed class SealingTests
{
    private static readonly SecretPlace Place = new("http_integrations", "hmac_secret", 7);

    private readonly byte[] key = RandomNumberGenerator.GetBytes(MasterKey.Bytes);

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("gr\u00fc\u00df dich, \u4e16\u754c")]
    public void What_is_sealed_opens_in_its_place(string secret)
    {
        var box = new SecretBox(1, new Dictionary<int, byte[]> { [1] = key });
        var seal = box.Seal(secret, Place);
        Assert.Equal(secret, box.Open(seal, Place));
        Assert.NotEqual(seal, box.Seal(secret, Place));
    }

    [Fact]
    public void A_seal_opens_nowhere_else()
    {
        var box = new SecretBox(1, new Dictionary<int, byte[]> { [1] = key });
        var seal = box.Seal("secret", Place);
        foreach (var place in (SecretPlace[])[Place with { Id = 8 }, Place with { Column = "headers" }, Place with { Table = "users" }])
        {
            Assert.Throws<SecretException>(() => box.Open(seal, place));
        }

        Assert.Throws<SecretException>(() => new SecretBox(2, new Dictionary<int, byte[]> { [1] = key }).Open(seal, Place));
        Assert.Throws<SecretException>(() => new SecretBox(1, new Dictionary<int, byte[]> { [1] = RandomNumberGenerator.GetBytes(MasterKey.Bytes) }).Open(seal, Place));
    }

    [Fact]
    public void Every_changed_byte_is_noticed()
    {
        var box = new SecretBox(1, new Dictionary<int, byte[]> { [1] = key });
        var seal = box.Seal("secret", Place);
        for (var i = 0; i < seal.Length; i++)
        {
            var changed = seal.ToArray();
            changed[i] ^= 1;
            Assert.Throws<SecretException>(() => box.Open(changed, Place));
        }

        for (var length = 0; length < seal.Length; length++)
        {
            Assert.Throws<SecretException>(() => box.Open(seal[..length], Place));
        }
    }

    [Fact]
    public void With_a_new_key_what_the_old_one_sealed_still_opens()
    {
        var old = new SecretBox(1, new Dictionary<int, byte[]> { [1] = key }).Seal("secret", Place);
        var box = new SecretBox(1, new Dictionary<int, byte[]> { [1] = key, [2] = RandomNumberGenerator.GetBytes(MasterKey.Bytes) });
        Assert.Equal("secret", box.Open(old, Place));
        var renewed = box.Seal("secret", Place);
        Assert.Throws<SecretException>(() => new SecretBox(1, new Dictionary<int, byte[]> { [1] = key }).Open(renewed, Place));
    }

    [Theory]
    [InlineData("too short")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gIQ==")]
    [InlineData("%")]
    public void A_master_key_is_32_bytes(string text)
    {
        var refused = Assert.Throws<SecretException>(() => new MasterKey(Options.Create(new SecretOptions { Key = text })));
        Assert.Contains("Secrets:Key", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_file_is_made_once_and_only_its_owner_reads_it()
    {
        var directory = Directory.CreateTempSubdirectory("antiphon-key").FullName;
        try
        {
            var path = await MasterKeyFile.EnsureAsync(directory, TestContext.Current.CancellationToken);
            var first = new MasterKey(Options.Create(new SecretOptions { KeyFile = path })).Id;
            Assert.Equal(path, await MasterKeyFile.EnsureAsync(directory, TestContext.Current.CancellationToken));
            Assert.Equal(first, new MasterKey(Options.Create(new SecretOptions { KeyFile = path })).Id);
            Assert.NotNull(first);
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public void Without_a_key_there_is_none_and_nothing_can_be_sealed()
    {
        var master = new MasterKey(Options.Create(new SecretOptions()));
        Assert.Null(master.Id);
        Assert.Throws<SecretException>(() => master.Seal([1], []));
    }
}
