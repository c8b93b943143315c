/** True for a normalized Latin word that is French: a common word, or one with a French ending. */
export function isFrenchWord(word: string): boolean {
  return FRENCH.has(word) || (word.length > 5 && FRENCH_ENDING.test(word) && !NOT_FRENCH.test(word));
}

/** True for a French word that only holds sentences together; one of them next to Arabizi may be part of a borrowed name. */
export function isFrenchGrammar(word: string): boolean {
  return GRAMMAR.has(word);
}

const GRAMMAR = new Set(
  (
    'le la les l un une des du de d au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs je j tu il ' +
    'elle on nous vous ils elles me m te t se s y en qui que qu quoi dont ou et mais donc car ni si comme pour par sur sous dans avec ' +
    'sans chez vers entre pas ne n plus moins tres trop est es suis sont etes sommes etait ete etre a as ai ont avez avons avoir c ca ' +
    'cela quel quelle quels quelles combien comment pourquoi quand lequel laquelle aussi bien deja encore toujours jamais rien tout ' +
    'toute tous toutes quelque chaque autre autres meme peu'
  ).split(' '),
);

const FRENCH = new Set([
  ...GRAMMAR,
  ...(
    'bonjour bonsoir bonne bon bons salut coucou merci mrc svp stp bjr bsr slt cc oui ouais non nn ok accord daccord revoir bientot ' +
    'journee soiree nuit soir matin midi aujourd hui hier demain jour jours semaine semaines mois an ans annee heure heures minute ' +
    'minutes temps delai delais date dates moment fois maintenant apres avant depuis pendant lors lorsque cas ' +
    'veux veut voulez vouloir voudrais voudrai souhaite souhaiterais aimerais peux peut pouvez pouvoir pourrais pourriez puis dois doit ' +
    'devez devoir faut fait faire fais faites font va vais vas vont allez aller viens vient venir dit dire dites savoir sais sait voir ' +
    'vois voit vu mettre mis prend prends prendre pris donne donner donnez donnes passe passer passez reste rester trouve trouver ' +
    'arrive arriver arrivee recu recue recois recevoir recevez envoyer envoye envoyez envoie envoi expedie expedier expediez expedition ' +
    'livre livrer livrez livree livraison livreur commande commander commandes commandee commandez retour retours retourner renvoyer ' +
    'rendre rembourse rembourser remboursez remboursement echange echanger annuler annule annulez annulation annulee payer paye paie ' +
    'paiement payee regler achat acheter achete achetee prix frais cout coute couts tarif tarifs montant montants facture factures recu ' +
    'carte cartes banque bancaire virement cheque especes argent compte comptes code codes mot numero num adresse nom prenom telephone ' +
    'tel portable email mail site internet ligne application appli page lien produit produits article articles colis paquet boite ' +
    'boites carton emballage emballe scelle scellee ouvert ouverte ouvrir ferme neuf neuve nouveau nouvelle casse cassee abime abimee ' +
    'defaut defauts defectueux defectueuse panne probleme problemes souci ecran batterie chargeur casque montre tablette trottinette ' +
    'aspirateur tele television ordinateur appareil materiel garantie garanties reparation reparer sav service services client clients ' +
    'cliente magasin magasins boutique vendeur agence agent conseiller conseillere humain humaine personne responsable directeur ' +
    'reclamation reclamer plainte plaindre demande demander demandez question questions reponse repondre repondez aide aider aidez ' +
    'contact contacter appeler appelez appel parler parlez discuter donnees donnee personnelles personnelle information informations ' +
    'infos info confidentialite supprimer supprimez suppression effacer copie acces droit droits loi lois tribunal litige contrat ' +
    'conditions condition generales politique politiques cookies newsletter newsletters publicite pub consentement modifier modification ' +
    'changer change changement corriger correction erreur faux fausse vrai vraie exact correct gentil gentille parfait super genial ' +
    'nul nulle mauvais mauvaise mal mieux meilleur grand grande petit petite gros grosse long longue beau belle cher chere gratuit ' +
    'gratuite gratuitement disponible indisponible stock rupture choix offre offres promo promotion promotions remise reduction solde ' +
    'soldes bonus cadeau cadeaux suivi suivre statut etat retard urgent vite rapidement rapide avocat taille couleur couleurs modele ' +
    'marque qualite quantite huile savon creme miel tapis tajine bijou bijoux cosmetique cosmetiques alimentaire huiles maison ' +
    'rue ville quartier etage pays maroc france monde film dentiste anglais francais arabe langue lettre motivation stage train billet ' +
    'voyage capitale meteo match recette blague procedure laisse laissez tomber arrete arretez stop continue continuer suite fin debut ' +
    'tribunal livres base rien deux trois quatre cinq six sept huit neuf dix onze douze quinze vingt trente cent mille premier premiere ' +
    'derniere dernier prochaine prochain suivant suivante confirme confirmer confirmez confirmation confirmee valider valide utilise ' +
    'utiliser utilisez utilisation garder gardez conserver vendre vendez partager partagez partage partenaires partenaire societe ' +
    'entreprise oppose opposer copier envoyee depot livres compris comprise affiche afficher horaires horaire ouvrez intact intacte ' +
    'direct chat message messages vocal photo photos image video instructions tes cela voila merciii enchante prefere preferer toi moi ' +
    'lui eux soi ici la-bas bas haut part cote peut-etre sinon alors ensuite enfin puisque parce afin ainsi car cependant puis selon ' +
    'vite quelquun quelqu chose truc trucs gens ami amis monsieur madame mademoiselle mr mme trompe tromper desole pardon excuse ' +
    'excusez excusez-moi certainement evidemment bien-sur sur oublie oublier perdu perdue vole volee tot tard pres loin cava ' +
    'ancien ancienne reprise recharge recharger solution solutions serveur serveurs regles regle liste bouton lequel ' +
    'force accepte accepter acceptee accord charge charges jusqu jusque cause contre tiers avis prevenir ' +
    'perds perdre juste signaler sites tva contenu faute dispo koi partie partir signe signer ' +
    'plait besoin recupere recuperer poste servent sert servir duree suffit manque manquant refuse refuser ' +
    'retracter retracte points point origine lire perso vie privee clause clauses vice legale legal ' +
    'reserves mode devient appliquent applique vaut cours bloque bloquer usage taux port memes ecrit ' +
    'ecrire ecris renvoye contient pieces piece devant cherche chercher version societes restent renvoi renvoie ' +
    'repris hors fiche credit risque vente frere raison interdit interdits etais ouverts express seul ' +
    'seule eu cookie accessoire accessoires siege celui celle ceux total preuve simple porte autorise ' +
    'dure conforme convient attends attendre joindre perte remplir effet offert offerte garde indemnise indemniser ' +
    'externes session liens mort declarer controler abord brule fabricant logiciel moyen moyens plaintes fiscal ' +
    'permis euros euro taxes baisse connaitre villes aucun aucune grave via etranger moitie acompte ' +
    'supporte correspond peur systeme gere appartient apparait arrhes place double professionnel professionnelle groupe depasse ' +
    'femme mari revient epuise lieu complet complete choisir choisi choisis recoit appele rate absent ' +
    'route domicile mere pere chute mise ajouter telecharger personnel parle parlent creer etape tester ' +
    'aupres but consulter exercer motif prevenu role avertir bout considere recours rends rendu couvert ' +
    'fils fille deballe peuvent renvoyez informer informez registre titre devise dollars comprend preavis errone ' +
    'sera serai seront liquide propose payes payez tarde fausses reserver web mentionne viennent foi ' +
    'lie demarre savez livraisons gagner ingredients gardien repondu voisin internationale retirer parti depart greve ' +
    'marche marchent normal normale obligatoire cgv transport tps traiter traite inscrire inscrit inscrits transfert ' +
    'travail travaille travailler tjrs cmb transmises transmettre ttc rdv tant trafic champ traduire traduis ' +
    'traduction tracking sms whatsapp garanti desinscrire rgpd transferer transforme tranche transmission traitee'
  ).split(' '),
]);

const FRENCH_ENDING =
  /(?:tions?|ments?|eurs?|euses?|aires?|ances?|ences?|iques?|ables?|ibles?|ites?|eaux?|ez|ees|elles?|ettes?|esses?|oirs?|aient|ions|isme|istes?|ateur|ages?|ures?|ier|iere)$/;
/** Digits, sounds and prefixes that French words do not have. */
const NOT_FRENCH =
  /\d|kh|gh|^(?:ka[tny]|gha|ma[tk]|n[bcdfgjklmpqrstvz]|t[bcdfgjklmnpqstvz]|l[bcdfgjklmnpqrstvz]|y[a-z])|(?:.)k$|w[a-z]*$|iw$/;
