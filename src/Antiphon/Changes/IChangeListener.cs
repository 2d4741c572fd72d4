namespace Antiphon.Changes;

/// <summary>Somebody on this node who wants every change of an account as it comes. Neither method may wait.</summary>
internal interface IChangeListener
{
    void Hear(ChangeBatch batch);

    /// <summary>The numbers of the account have begun anew, as after the restoring of a backup.</summary>
    void Restart(long newest);
}
