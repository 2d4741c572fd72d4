using Antiphon.Files;

namespace Antiphon.UnitTests.Files;

public sealed class FileAddressTests
{
    [Theory]
    [InlineData("https://acme.example.com/api/attachment/download/{0}/abc-a.png", "abc-a.png")]
    [InlineData("http://other.example/public_attachment/{0}/abc-a.png", "abc-a.png")]
    [InlineData("https://acme.example.com/attachments/{0}/abc-a.png?x=1", "abc-a.png")]
    [InlineData("https://acme.example.com/api/attachment/download/0123456789abcdef/abc-a.png", null)]
    [InlineData("https://acme.example.com/{0}/abc-a.png", null)]
    [InlineData(null, null)]
    public void An_address_is_known_by_the_account_in_it_and_not_by_its_host(string? url, string? name) =>
        Assert.Equal(name, FileAddress.ResourceNameIn(url?.Replace("{0}", FileAddress.DomainHash(7), StringComparison.Ordinal), 7));

    [Theory]
    [InlineData("a.png", true)]
    [InlineData("_.a", true)]
    [InlineData("..", false)]
    [InlineData("a..b", false)]
    [InlineData("---", false)]
    [InlineData("a/b", false)]
    [InlineData("a b", false)]
    [InlineData("", false)]
    public void A_resource_name_holds_what_the_contract_allows(string name, bool isWellFormed) => Assert.Equal(isWellFormed, FileAddress.IsWellFormed("attachment", name));

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("...")]
    [InlineData("résumé 2026.pdf")]
    [InlineData("日本語")]
    public void Whatever_a_file_is_called_its_address_is_well_formed(string name)
    {
        var made = FileAddress.NewResourceName(name + new string('x', 300));
        Assert.True(FileAddress.IsWellFormed("attachment", made), made);
        Assert.True(FileAddress.IsWellFormed("attachment", FileAddress.NewResourceName(name)));
        Assert.NotEqual(FileAddress.NewResourceName(name), FileAddress.NewResourceName(name));
    }
}
