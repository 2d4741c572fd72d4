using Antiphon.ApiTests.Furniture;
using Antiphon.Client;

namespace Antiphon.ApiTests.Client;

internal static class DeskClient
{
    /// <summary>The SDK with the owner's API key. A failure is shown at once, not tried again.</summary>
    public static AntiphonClient Client(this Desk desk, AntiphonClientOptions? options = null) =>
        new(desk.Address, AntiphonCredentials.ApiKey(Desk.AdminEmail, desk.AdminKey), options ?? new() { MaxRetries = 0 });
}
