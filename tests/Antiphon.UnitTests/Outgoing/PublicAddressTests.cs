using System.Net;
using Antiphon.Outgoing;

namespace Antiphon.UnitTests.Outgoing;

[Trait("row", "C18")]
public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("100.100.100.200")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("168.63.129.16")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("64:ff9b:1::808:808")]
    [InlineData("fe80::1%3")]
    [InlineData("2002:7f00:1::")]
    [InlineData("fec0::1")]
    public void Inner_addresses_are_not_public(string address) => Assert.False(PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("100.63.255.255")]
    [InlineData("223.255.255.254")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    public void Addresses_of_the_internet_are(string address) => Assert.True(PublicAddress.IsPublic(IPAddress.Parse(address)));
}
