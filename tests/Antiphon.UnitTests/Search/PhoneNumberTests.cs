using Antiphon.Search.Phones;

namespace Antiphon.UnitTests.Search;

[Trait("row", "B33")]
public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("+1 (555) 010-9999", "US", "+15550109999")]
    [InlineData("(555) 010-9999", "US", "+15550109999")]
    [InlineData("1-555-010-9999", "US", "+15550109999")]
    [InlineData("001 555 010 9999", "DE", "+15550109999")]
    [InlineData("011 49 30 55501234", "US", "+493055501234")]
    [InlineData("030 / 55501234", "DE", "+493055501234")]
    [InlineData("+49 (0)30 55501234", "US", "+493055501234")]
    [InlineData("493055501234", "DE", "+493055501234")]
    [InlineData("06 1234 5678", "IT", "+390612345678")]
    [InlineData("8 912 345 67 89", "RU", "+79123456789")]
    [InlineData("01 23 45 67 89", "fr", "+33123456789")]
    [InlineData("(555) 010-9999", "nowhere", "+15550109999")]
    public void A_number_in_any_spelling_is_one_number(string text, string region, string expected) => Assert.Equal(expected, PhoneNumber.Spellings(text, region)[0]);

    [Theory]
    [InlineData("12345")]
    [InlineData("ORD 5550109999")]
    [InlineData("ada@mail.example")]
    [InlineData("")]
    [InlineData("12345678901234567890")]
    public void What_is_no_number_has_no_spellings(string text) => Assert.Empty(PhoneNumber.Spellings(text, "US"));

    [Fact]
    public void A_number_that_was_stored_without_its_country_is_found_with_it() =>
        Assert.Equal(["+493055501234", "3055501234", "493055501234"], PhoneNumber.Spellings("+49 30 55501234", "DE"));
}
