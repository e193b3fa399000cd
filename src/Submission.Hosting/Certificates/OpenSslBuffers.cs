using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Submission.Hosting.Certificates;

/// <summary>
/// Has OpenSSL give the two record buffers of a TLS connection back while they are empty (SSL_MODE_RELEASE_BUFFERS, SSL_CTX_set_mode(3)). They are the half of what a
/// session costs that waits, and <see cref="System.Net.Security.SslStream"/> has no switch for them. Thread-safe.
/// </summary>
internal static class OpenSslBuffers
{
    private const int MajorVersion = 3;
    private const int ContextClass = 1; // CRYPTO_EX_INDEX_SSL_CTX
    private const int SetMode = 33; // SSL_CTRL_MODE
    private const nint ReleaseBuffers = 0x10;

    private static readonly Lazy<bool> Asked = new(Ask);

    // OpenSSL holds on to it as long as the process lives.
    private static ContextMade? _contextMade;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void ContextMade(nint context, nint value, nint data, int index, nint number, nint argument);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint ContextControl(nint context, int command, nint number, nint argument);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int NewIndex(int objects, nint number, nint argument, ContextMade made, nint copied, nint freed);

    /// <summary>Asks for it, for every TLS context of the process that is made from now on. Where the TLS of the system is another than OpenSSL 3, nothing changes.</summary>
    /// <returns>Whether OpenSSL does it.</returns>
    public static bool ReleaseWhenEmpty() => Asked.Value;

    private static bool Ask()
    {
        if (!OperatingSystem.IsLinux() || SafeEvpPKeyHandle.OpenSslVersion >> 28 != MajorVersion) return false;
        if (!TryFind("libcrypto.so.3", "CRYPTO_get_ex_new_index", out nint newIndex) || !TryFind("libssl.so.3", "SSL_CTX_ctrl", out nint control)) return false;
        ContextControl set = Marshal.GetDelegateForFunctionPointer<ContextControl>(control);
        // CRYPTO_get_ex_new_index(3): what is registered here is told of each context as it is made.
        _contextMade = (context, _, _, _, _, _) => set(context, SetMode, ReleaseBuffers, 0);
        return Marshal.GetDelegateForFunctionPointer<NewIndex>(newIndex)(ContextClass, 0, 0, _contextMade, 0, 0) >= 0;
    }

    private static bool TryFind(string library, string name, out nint function)
    {
        function = 0;
        return NativeLibrary.TryLoad(library, out nint handle) && NativeLibrary.TryGetExport(handle, name, out function);
    }
}
