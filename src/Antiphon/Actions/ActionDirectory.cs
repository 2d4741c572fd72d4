namespace Antiphon.Actions;

/// <summary>
/// Finds actions by name. They are made when they are asked for, because some of them lead back to whoever runs actions: a note is a message, and a message
/// may name a macro.
/// </summary>
internal sealed class ActionDirectory(IServiceProvider services)
{
    private static readonly string[] Shops = ["shopify", "recharge", "bigcommerce", "magento2", "smile", "yotpo", "loop"];

    /// <summary>Null for a name that nothing answers to.</summary>
    public ITicketAction? Find(string name) =>
        services.GetKeyedService<ITicketAction>(name) ?? (Array.Exists(Shops, shop => name.StartsWith(shop, StringComparison.Ordinal)) ? new CommerceAction() : null);
}
