namespace Antiphon.Http;

/// <summary>Scheme and host of the request that this work belongs to, for work deep inside of it that leaves an absolute address behind.</summary>
internal sealed class CurrentOrigin
{
    /// <summary>What stands for an address where nobody called, such as in what rules write. Clients drop scheme and host of a file's address.</summary>
    public const string Nobody = "http://localhost";

    public string Address { get; set; } = Nobody;
}
