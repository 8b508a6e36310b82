using Microsoft.Extensions.Hosting;

namespace JasperFx.Events.Daemon
{
    public interface IProjectionCoordinator : IHostedService
    {
        IProjectionDaemon DaemonForMainDatabase();
        ValueTask<IReadOnlyList<IProjectionDaemon>> AllDaemonsAsync();
        Task PauseAsync();
        Task ResumeAsync();
    }
}

namespace Marten.Events.Daemon.Coordination
{
    public interface IProjectionCoordinator : JasperFx.Events.Daemon.IProjectionCoordinator;
}
