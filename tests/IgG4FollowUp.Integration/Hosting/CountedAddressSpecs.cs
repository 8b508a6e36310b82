using System.Net;
using IgG4FollowUp.Api.Hosting;

namespace IgG4FollowUp.Integration.Hosting;

/// <summary>Whom requests are counted for that come from an address.</summary>
public sealed class CountedAddressSpecs
{
    [Theory]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("fe80::1%1", "fe80::1%2", true)]
    [InlineData("::1", "127.0.0.1", false)]
    [InlineData("::ffff:192.0.2.7", "::ffff:192.0.2.8", false)]
    public void an_ipv6_address_counts_with_its_network_and_an_ipv4_address_for_itself(string one, string other, bool same) =>
        (Limits.NetworkOf(IPAddress.Parse(one)) == Limits.NetworkOf(IPAddress.Parse(other))).ShouldBe(same);
}
