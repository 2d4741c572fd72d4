using System.Globalization;
using System.Text;

namespace Antiphon.Cli;

/// <summary>What a start says on standard output. Passwords and keys appear here once and nowhere else.</summary>
internal static class Banner
{
    public static string First(IReadOnlyList<Uri> addresses, Welcome welcome)
    {
        var address = Address(addresses);
        return Lines(
            Running(addresses),
            string.Empty,
            $"  Account    {welcome.Domain}{(welcome.HasDemo ? ", with a demo shop" : string.Empty)}",
            $"  Admin      {welcome.Email}",
            $"  Password   {welcome.Password}",
            $"  API key    {welcome.ApiKey}",
            string.Empty,
            "Password and key are shown this once. A first call:",
            string.Empty,
            $"  curl -u {welcome.Email}:{welcome.ApiKey} '{address}/api/tickets?limit=1'",
            string.Empty,
            "The account has the rate limits of the plan \"standard\": 40 calls in 20 seconds for each of its keys and people together.",
            $"To lift them: {Build.Command} account set {welcome.Domain} plan=off",
            $"For a new key: {Build.Command} key create {welcome.Domain} --email {welcome.Email}",
            "Stop with Ctrl+C.");
    }

    public static string Again(IReadOnlyList<Uri> addresses) => Lines(
        Running(addresses),
        $"For a new API key: {Build.Command} key create <domain> --email <email> (see {Build.Command} key list)",
        "Stop with Ctrl+C.");

    private static string Running(IReadOnlyList<Uri> addresses) =>
        $"Antiphon {Build.ShortVersion} runs at {string.Join(" and ", addresses.Select(address => address.GetLeftPart(UriPartial.Authority)))}";

    private static string Address(IReadOnlyList<Uri> addresses) => addresses[0].GetLeftPart(UriPartial.Authority);

    private static string Lines(params ReadOnlySpan<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"{line}\n");
        }

        return text.ToString();
    }
}
