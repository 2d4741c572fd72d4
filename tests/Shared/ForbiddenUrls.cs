using System.Net;

namespace Antiphon.Tests.Shared;

/// <summary>URLs that lead into somebody's own network in every spelling that is known, and a resolver of names for them.</summary>
internal static class ForbiddenUrls
{
    /// <summary>What the names lead to; several addresses are all given at once.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Names = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase)
    {
        ["localhost"] = ["127.0.0.1", "::1"],
        ["localhost."] = ["127.0.0.1"],
        ["loop.example"] = ["127.0.0.1"],
        ["sub.loop.example"] = ["127.8.9.10"],
        ["six.example"] = ["::1"],
        ["inner.example"] = ["10.20.30.40"],
        ["office.example"] = ["192.168.178.1"],
        ["dock.example"] = ["172.17.0.1"],
        ["metadata.google.internal"] = ["169.254.169.254"],
        ["meta.example"] = ["169.254.169.254"],
        ["any.example"] = ["0.0.0.0"],
        ["any6.example"] = ["::"],
        ["carrier.example"] = ["100.64.1.1"],
        ["mixed.example"] = ["8.8.8.8", "10.0.0.1"],
        ["mixed6.example"] = ["2606:4700:4700::1111", "fd00::1"],
        ["last.example"] = ["8.8.8.8", "9.9.9.9", "127.0.0.1"],
        ["mapped.example"] = ["::ffff:127.0.0.1"],
        ["mappedmeta.example"] = ["::ffff:169.254.169.254"],
        ["nat64.example"] = ["64:ff9b::7f00:1"],
        ["nat64inner.example"] = ["64:ff9b::a00:1"],
        ["nat64own.example"] = ["64:ff9b:1::808:808"],
        ["tunnel.example"] = ["2002:7f00:1::1"],
        ["teredo.example"] = ["2001:0:808:808::1"],
        ["unique.example"] = ["fd12:3456:789a::1"],
        ["link.example"] = ["fe80::1"],
        ["site.example"] = ["fec0::1"],
        ["cast.example"] = ["224.0.0.1"],
        ["broad.example"] = ["255.255.255.255"],
        ["compatible.example"] = ["::127.0.0.1"],
        ["azure.example"] = ["168.63.129.16"],
        ["nothing.example"] = [],
    };

    public static readonly IReadOnlyList<string> All =
    [
        // plain
        "http://127.0.0.1/", "https://127.0.0.1/", "http://127.0.0.1:8080/", "http://127.0.0.1:5432/", "http://127.255.255.254/", "http://127.1.2.3/", "http://10.0.0.1/", "http://10.255.255.255/",
        "http://172.16.0.1/", "http://172.31.255.254/", "http://192.168.0.1/", "http://192.168.255.254/", "http://169.254.0.1/", "http://169.254.169.254/latest/meta-data/", "http://169.254.170.2/v2/credentials",
        "http://100.64.0.1/", "http://100.100.100.200/latest/meta-data/", "http://192.0.0.192/opc/v1/instance/", "http://168.63.129.16/metadata", "http://0.0.0.0/", "http://0.0.0.0:22/", "http://0.1.2.3/",
        "http://198.18.0.1/", "http://198.19.255.255/", "http://192.0.2.1/", "http://198.51.100.1/", "http://203.0.113.1/", "http://224.0.0.1/", "http://239.255.255.250:1900/", "http://240.0.0.1/", "http://255.255.255.255/",
        // decimal
        "http://2130706433/", "http://2852039166/", "http://167772161/", "http://3232235521/", "http://0/", "http://4294967295/",
        // octal
        "http://0177.0.0.1/", "http://0177.0.0.01/", "http://017700000001/", "http://0251.0376.0251.0376/", "http://012.0.0.1/", "http://0300.0250.0.1/",
        // hexadecimal
        "http://0x7f.0x0.0x0.0x1/", "http://0x7f000001/", "http://0x7F.1/", "http://0xa9.0xfe.0xa9.0xfe/", "http://0xa9fea9fe/", "http://0x0a.0.0.1/", "http://0xc0a80001/",
        // mixed and short
        "http://127.1/", "http://127.0.1/", "http://0x7f.1/", "http://0177.1/", "http://10.1/", "http://192.168.1/", "http://0x7f.0.0.01/", "http://169.254.43518/", "http://0xa9.254.0251.254/", "http://0x0/",
        // marks around the host
        "http://127.0.0.1./", "http://127%2E0.0.1/", "http://%31%32%37.0.0.1/", "http://①②⑦.⓪.⓪.①/", "http://127。0。0。1/", "http://１２７.0.0.1/",
        "http://user:secret@8.8.8.8/", "http://8.8.8.8@127.0.0.1/", "http://user@127.0.0.1/", "http://127.0.0.1#@8.8.8.8/", "http://127.0.0.1?@8.8.8.8/", "http://8.8.8.8:80@10.0.0.1/", "http://127.0.0.1\\@8.8.8.8/",
        // IPv6
        "http://[::1]/", "http://[0:0:0:0:0:0:0:1]/", "http://[0000:0000:0000:0000:0000:0000:0000:0001]:8080/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[0:0:0:0:0:ffff:7f00:0001]/",
        "http://[::ffff:10.0.0.1]/", "http://[::ffff:169.254.169.254]/", "http://[::ffff:a9fe:a9fe]/", "http://[::127.0.0.1]/", "http://[::7f00:1]/", "http://[::ffff:0:127.0.0.1]/",
        "http://[64:ff9b::127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[64:ff9b::c0a8:1]/", "http://[64:ff9b:1::8.8.8.8]/", "http://[64:ff9b:1:abcd::1]/",
        "http://[fe80::1]/", "http://[fe80::1%25eth0]/", "http://[fe80::a9fe:a9fe]/", "http://[febf::1]/", "http://[fc00::1]/", "http://[fd00:ec2::254]/", "http://[fdff:ffff::1]/", "http://[fec0::1]/", "http://[ff02::1]/", "http://[ff05::1]/",
        "http://[2001:db8::1]/", "http://[2001::1]/", "http://[2001:10::1]/", "http://[2002:7f00:1::]/", "http://[2002:a9fe:a9fe::]/", "http://[2002:808:808::]/", "http://[3fff::1]/", "http://[100::1]/", "http://[5f00::1]/", "http://[4000::1]/",
        // names
        .. Names.Keys.Select(name => $"http://{name}/"), "https://loop.example:8443/", "https://meta.example/", "http://LOCALHOST/", "http://Loop.Example./",
        // other schemes and no hosts
        "ftp://8.8.8.8/", "file:///etc/passwd", "gopher://8.8.8.8:70/_", "unix:///var/run/docker.sock", "http+unix://%2Fvar%2Frun%2Fdocker.sock/info", "unix:/var/run/docker.sock", "ws://8.8.8.8/", "data:text/plain,x",
        "ldap://8.8.8.8/", "dict://8.8.8.8:11211/stat", "javascript:alert(1)", "//127.0.0.1/", "/etc/passwd", "http:///", "jar:http://8.8.8.8!/", "net.tcp://8.8.8.8/", "mailto:root@8.8.8.8", "about:blank",
    ];

    public static IPAddress[] LookUp(string host) =>
        Names.TryGetValue(host, out var addresses) || Names.TryGetValue(host.TrimEnd('.'), out addresses) ? [.. addresses.Select(IPAddress.Parse)] : [IPAddress.Loopback];
}
