using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Submission.Hosting.Certificates;
using Submission.Hosting.Configuration;
using Submission.Hosting.Listening;
using Submission.Smtp.Server;

namespace Submission.Hosting.Composition;

/// <summary>Puts the SMTP listeners on Kestrel.</summary>
internal sealed class SmtpListeners(SubmissionOptions options, IServiceProvider services) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions kestrel)
    {
        OpenSslBuffers.ReleaseWhenEmpty();
        SmtpConnectionHandler handler = services.GetRequiredService<SmtpConnectionHandler>();
        // A session takes four at most.
        long wanted = 4L * options.Limits.Connections;
        if (Descriptors.Limit() is > 0 and var limit && limit < wanted)
            CompositionLog.FewDescriptors(services.Logger("Submission.Listening"), limit, options.Limits.Connections, wanted);
        foreach (ListenerOptions listener in options.Listeners)
        {
            SmtpListenerMode mode = listener.Tls == ListenerTls.Implicit ? SmtpListenerMode.ImplicitTls : SmtpListenerMode.StartTls;
            if (listener.Handle is { } handle) kestrel.ListenHandle((ulong)handle, listen => listen.UseSmtp(handler, mode));
            else kestrel.Listen(listener.Endpoint!, listen => listen.UseSmtp(handler, mode));
        }
    }
}
