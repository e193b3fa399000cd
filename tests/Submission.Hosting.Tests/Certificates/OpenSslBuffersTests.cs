using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Submission.Hosting.Certificates;

namespace Submission.Hosting.Tests.Certificates;

/// <summary>What OpenSSL is asked for, seen from OpenSSL.</summary>
public sealed class OpenSslBuffersTests
{
    private const int Mode = 33;
    private const nint ReleaseBuffers = 0x10;

    [Fact]
    public void ReleaseWhenEmpty_ContextMadeLater_HasTheMode()
    {
        bool isOpenSsl3 = OperatingSystem.IsLinux() && SafeEvpPKeyHandle.OpenSslVersion >> 28 == 3;
        Assert.Equal(isOpenSsl3, OpenSslBuffers.ReleaseWhenEmpty());
        Assert.Equal(isOpenSsl3, OpenSslBuffers.ReleaseWhenEmpty());
        if (!isOpenSsl3) return;
        nint context = NewContext(Method());
        try
        {
            Assert.Equal(ReleaseBuffers, Control(context, Mode, 0, 0) & ReleaseBuffers);
        }
        finally
        {
            FreeContext(context);
        }
    }

    [DllImport("libssl.so.3", EntryPoint = "TLS_method")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Method();

    [DllImport("libssl.so.3", EntryPoint = "SSL_CTX_new")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint NewContext(nint method);

    [DllImport("libssl.so.3", EntryPoint = "SSL_CTX_ctrl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Control(nint context, int command, nint number, nint argument);

    [DllImport("libssl.so.3", EntryPoint = "SSL_CTX_free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void FreeContext(nint context);
}
