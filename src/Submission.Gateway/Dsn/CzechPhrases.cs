using Submission.Gateway.Queue;

namespace Submission.Gateway.Dsn;

/// <summary>Czech.</summary>
internal sealed class CzechPhrases : NoticePhrases
{
    public override string Greeting => "Dobrý den,\n\npíše vám poštovní server {0} ohledně zprávy, kterou jste odeslali:";

    public override string SubjectLabel => "  Předmět:   ";

    public override string AcceptedLabel => "  Přijata:   ";

    public override string IdLabel => "  Id:        ";

    public override string ReasonLabel => "Důvod:";

    public override string AdviceLabel => "Co můžete udělat:";

    public override string ServerSaid => "Server {0} odpověděl:";

    public override string SomeServerSaid => "Další poštovní server odpověděl:";

    public override string Delayed => "Budeme to zkoušet dál, a to do {0}. Zprávu není třeba posílat znovu; nepodaří-li se ji do té doby doručit, dáme vám vědět.";

    public override string Relayed => "O doručení se odtamtud už nedozvíte; pokud se nezdaří, může vám o tom tento server ještě napsat.";

    public override string More => "Počet dalších příjemců: {0}. Všichni jsou uvedeni v přiloženém hlášení o doručení.";

    public override string Help => "Budete-li potřebovat pomoc, přepošlete toto oznámení správci své pošty: podle uvedeného id zprávu dohledá.";

    public override string Automatic => "Toto oznámení napsal program; odpovědi na ně nikdo nečte.";

    public override string Unreadable => "Samotnou zprávu už nelze přečíst, proto není přiložena.";

    public override string MomentFormat => "d. M. yyyy HH:mm 'UTC'";

    public override string Subject(OwedNotice notice) => notice switch
    {
        OwedNotice.Delayed => "Zpoždění: vaše zpráva zatím nebyla doručena",
        OwedNotice.Relayed => "Předáno: vaši zprávu převzal další server",
        OwedNotice.Delivered => "Doručeno: vaše zpráva dorazila",
        _ => "Nedoručeno: vaši zprávu se nepodařilo doručit",
    };

    public override string Heading(OwedNotice notice) => notice switch
    {
        OwedNotice.Delayed => "Zatím se ji nepodařilo doručit těmto příjemcům:",
        OwedNotice.Relayed => "Převzal ji server, který doručení nepotvrzuje, pro tyto příjemce:",
        OwedNotice.Delivered => "Byla doručena těmto příjemcům:",
        _ => "Nepodařilo se ji doručit těmto příjemcům a další pokusy už neproběhnou:",
    };

    public override string Returned(ReturnedContent content) => content switch
    {
        ReturnedContent.Whole => "Vaše zpráva je přiložena.",
        ReturnedContent.CutHeader => "Přiložen je začátek hlavičky vaší zprávy.",
        _ => "Přiložena je hlavička vaší zprávy.",
    };

    protected override string Advice(NoticeAdvice advice) => advice switch
    {
        NoticeAdvice.CheckAddress => "Zkontrolujte, zda v adrese není překlep, a pošlete zprávu znovu.",
        NoticeAdvice.ReachOtherwise => "Spojte se s příjemcem jinak; jeho schránka teď zprávy nepřijímá.",
        NoticeAdvice.SendLess => "Pošlete menší zprávu, například s odkazem místo přílohy.",
        NoticeAdvice.ShowReply => "Druhá strana zprávu odmítla podle svých pravidel. Předejte uvedenou odpověď příjemci nebo správcům jeho pošty.",
        NoticeAdvice.TryLater => "Zprávu se příliš dlouho nedařilo předat. Pošlete ji později znovu, nebo se s příjemcem spojte jinak.",
        _ => "Pokud vám důvod nic neříká, obraťte se na správce své pošty a uveďte id zprávy.",
    };
}
