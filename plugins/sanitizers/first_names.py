"""First names of many countries, in small letters: those that are hardly anything else, and those that
are."""

from __future__ import annotations

from whetstone.core.sanitizing.word_lists import words

FIRST = words(
    """
    aaron abby abdul abdullah abigail abraham adam adele adrian adriana adrienne agata agnes agnieszka ahmad
    ahmed aidan aiden aileen aisha akira alain alan alana albert alberto aldo alec alejandra alejandro alena
    alessandra alessandro alessia alessio alex alexander alexandra alexandre alexis alfie alfonso alfred
    alfredo ali alice alicia alina alisa alison allison alma alyssa amalia amanda amelia amelie amina amir
    amit amy ana anastasia anders andrea andreas andré andrés andrei andrew andrzej andy aneta angela
    angelica angelina angelo angus anil anita anja anjali anke ann anna annabel anne anneliese annemarie
    annette annie annika ansel anthony antje antoine antoinette anton antonella antonia antonio antónio anya
    april archie ariana arjun arlene armand armando arnaud arne arnold arthur arturo arun asa ashley ashok
    astrid audrey augusto aurélie aurora aurélien axel ayesha aziz barbara barbora barney bartosz bashir
    bastian beata beatrice beatriz beate becky belinda ben benedict benedikt benjamin benoît bernadette
    bernard bernd bernhard bert bertha bertrand beth bethany betsy betty beverly bianca billy birgit bjarne
    björn blanca bob bobby bogdan boris brad bradley brandon brenda brendan brent brett brian brianna
    bridget brigitte britta brittany bruce bruna bruno bryan bryce byron caitlin caleb callum calvin camila
    camille camilla carina carl carla carlo carlos carly carmen carole carolina caroline carolyn carsten
    casey caspar cassandra cassidy catarina caterina catherine cathy cecilia cedric célia céline chandler
    chantal charlene charles charlie charlotte chaya chelsey cheng cheryl chiara chloe chloé chris christa
    christel christian christiane christina christine christof christoph christophe christopher cindy claire
    clara clarence clarissa claude claudia claudio clayton clemens clément clementine clifford clive clyde
    colin colleen connie connor conor conrad constance constanze cora corey corinna corinne cornelia
    cornelius cory courtney craig cristian cristiano cristina curtis cynthia cyril dafne dagmar dakota
    damian damien damon dan dana daniel daniela daniele danielle danilo danny daphne darcy daria dario
    darius darlene darrell darren darryl dave david davide dawid dawud deanna debbie deborah debra declan
    deepak deirdre delia delphine denise dennis denny derek derrick desmond detlef devin dexter diana diane
    diego dieter dietmar dietrich dimitri dina dirk dmitri dmitry dolores dominic dominik dominika dominique
    donald donna dora doreen doris dorota dorothea dorothy doug douglas duncan dustin dwayne dwight dylan
    eamon ebony eddie edgar edith edmund edna eduard eduardo edward edwin eileen elaine eleanor eleni elena
    eleonora elfriede eli elias elif elijah eliot elisa elisabeth elise eliza elizabeth elke ella ellen
    elliot elliott elmar eloise elsa elsie elvira emanuel emanuele emil emile émile emilia emilie emilio
    emily emir emma emmanuel emmanuelle emre enrico enrique enzo eric erica erich erik erika erin ernest
    ernesto ernst ervin esteban estelle esther ethan eugenia eugenio eun eva evan evelyn ewa ewan ezra
    fabian fabiana fabienne fabio fabrice fabrizio farah farid fatima fatma federica federico felicia
    felicity felipe felix ferdinand fernanda fernando filip filipe filippo finley finn fiona flavia flavio
    fleur flora florence florian frances francesca francesco francis francisco franco françois françoise
    frank franklin franz franziska fred freda freddie freddy frederic frédéric frederick frieda friedrich
    fritz gabriel gabriela gabriele gabriella gabrielle gareth gary gaston gavin geert gemma geoff geoffrey
    george georgia georgina gerald geraldine gerard gérard gerardo gerd gerhard gerry gertrud gertrude
    giacomo gianluca gianni gilbert gilles gillian gina giorgia giorgio giovanna giovanni gisela giulia
    giuliana giulio giuseppe gladys glenn gloria godfrey gonzalo gordon graeme graham greg gregor gregory
    greta gretchen grzegorz guido guillaume guillermo günter günther gustav gustavo guus gwen gwendolyn
    hakan hamid hamza hana hank hanna hannah hannelore hannes hans harald harold harriet harrison harry
    harsh harvey hasan hassan hazel hector héctor heidi heike heiko heiner heinrich heinz helen helena
    helene hélène helga helmut hendrik henri henrik henrietta henriette henrique henry herbert herman
    hermann hilary hilda hiroshi holger holly horst hossein howard hubert hugh hugo huda hussein ian ibrahim
    ida ignacio igor ilaria ilse imran ines inés inga inge ingeborg ingo ingrid irene irina irma irving
    isaac isabel isabella isabelle isaiah ismail ivan ivana ivanka iván ivo jacek jackie jacob jacqueline
    jacques jaime jake jakob jakub james jamie jamal jan jana jane janet janice janine janis janna jannik
    jared jarek jasmin jasmine jason jasper javier jayden jean-luc jeanette jeanne jeff jeffrey jenna
    jennifer jenny jens jeremiah jeremy jerome jérôme jerry jesse jessica jessie jill jillian jim jimmy jing
    joachim joan joana joanna joanne joao joão joaquín jochen jodie joe joel joelle joey johan johanna
    johannes john johnny jolanta jon jonas jonathan jonathon jörg jorge jörn josé josef josefina joseph
    josephine josh joshua josie joyce juan juana juanita judith judy julia julian juliana julie julien
    juliet juliette julio julius jun jürgen justin justine jutta kai kaitlyn kamal karen karim karin karina
    karl karla karsten kasia kasper katarina katarzyna kate katelyn katerina katharina katherine kathleen
    kathrin kathryn kathy katia katie katja katrin katrina kayla kaylee keith kelly kelsey ken kenji kenneth
    kenny kerry kerstin kevin khalid khaled kian kieran kim kimberly kirsten kirsty klaus konrad konstantin
    kostas kristen kristian kristin kristina kristine kristof krystal krzysztof kumar kurt kwame kyle kylie
    lachlan lakshmi lara larissa larry lars laszlo laura lauren laurence laurent laurie lavinia lea leah
    leandro lech leif leila lena lenny leo leon leona leonard leonardo leonie leonora leroy lesley leslie
    leticia levi lewis liam lilian liliana lillian lin linda lindsay lindsey lionel lisa liselotte lizzie
    lloyd logan lois lola loretta lorenz lorenzo lorna lorraine lothar lotte lou louis louisa louise luc
    luca lucas lucia lucía lucie lucille lucinda lucy ludmila ludovic ludwig luigi luis luís luisa luise
    lukas lukasz łukasz luke luna lydia lynn mabel maciej maddie madeleine magda magdalena maggie magnus
    maja malcolm malgorzata małgorzata malik mandy manfred manon manuel manuela marc marcel marcela marcella
    marcello marcelo marcia marcin marco marcos marcus marek margaret margarita margherita margot marguerite
    maria maría mariah mariam marian mariana marianne marie mariela marieke marika marilyn marina mario
    marion marisa marisol marjorie markus marlene marlon marta martha martin martina martine marty marvin
    mary mateo mateusz mathieu mathilde matilda matt matteo matthew matthias matthieu maureen maurice
    mauricio maurizio mauro maximilian maxime maxine maya mehmet mei melanie melinda melissa melody melvin
    mercedes meredith mia micah michael michaela michal michał michala micheal michel michela michele
    michelle miguel mihai mika mikael mike mikhail mila milan mildred milena millie milo milton mimi mina
    minh mira miranda miriam mirjam mitch mitchell mohamed mohammad mohammed mohan moira moises molly mona
    monica mónica monika monique morgan moritz moses muhammad muriel murray mustafa myra myriam nadia nadine
    nadja nancy naomi natalia natalie natasha nathalie nathan nathaniel neal neha neil nellie nelson
    nicholas nico nicola nicolas nicole nigel nikhil niklas nikola nikolai nikolaus nikos nils nina noah
    noel noelle nora norbert noreen norma norman nuno octavia olaf oleg olga oliver olivia olivier omar
    ophelia orlando oscar osama oskar oswald otto owen pablo pamela paola paolo pascal pascale patricia
    patricio patrick patrik patrizia patryk paul paula paulina pauline paulo pavel pawel paweł pedro peggy
    penelope percy perry peter petra phil philip philipp philippa philippe phillip phoebe phyllis pia pierre
    pieter piotr pippa preston priscilla priya quentin quinn rachel radek rafael rafał rahul rainer raj
    rajesh ralf ralph ramon ramón ramona randall randy raphael raquel rasheed raul raúl ravi raymond rebecca
    regina reginald reinhard remy renata renate renato rené renee rhonda ricardo riccardo richard rick ricky
    riley rita robbie robert roberta roberto rocío roderick rodney rodrigo roger rohan roland rolf roman
    romina ron ronald ronja ronnie rory rosa rosalie rosalind rosanne rosemary rosie ross rowan roxanne roy
    ruben rüdiger rudolf rudolph rudy rupert russell ruth ryan sabine sabrina sadie said salma salvatore sam
    samantha samir samuel sandeep sandra sangeeta sanjay sanne santiago sara sarah saskia saul scott sean
    sebastian sébastien selena selina serena serge sergei sergey sergio seth shane shannon sharon shaun
    shauna shawn sheila shelby sheldon shelley sherry shirley sibylle sidney siegfried sigrid silke silvia
    silvio simon simona simone sina sinead siobhan sofia sofie sonia sonja sophia sophie spencer stacey
    stacy stan stanislav stanley stefan stefania stefanie stefano steffen stella stéphane stephanie
    stéphanie stephen steve steven stewart stuart susan susana susanna susanne susie suzanne suzy svein sven
    svenja svetlana sylvia sylvie szymon tabitha takashi tamara tammy tania tanja tanya tara tariq tatiana
    tatjana taylor teresa terence terry tess tessa thea thelma theo theodor theodore theresa thérèse thierry
    thomas thorsten tiffany till tilda tilo tim timo timothy tina tobias toby todd tom tomas tomás tomasz
    tommaso tommy toni tony torben torsten tracey tracy travis trevor tricia trisha tristan trudy tyler udo
    ulla ulrich ulrike ursula uta ute uwe valentin valentina valentino valeria valerie vanessa vasily vera
    verena veronica veronika veronique vicky vicente victoria vijay vikram viktor viktoria vince vincent
    vincenzo virginia vittorio vivian viviana vivienne vlad vladimir volker waldemar wallace walter waltraud
    wanda warren wayne wei wendy werner wesley wilfred wilhelm wilhelmina willem william willie wilma
    winifred winston wojciech wolfgang xavier yannick yasmin yasmine yolanda yosef youssef yuki yuri yusuf
    yves yvette yvonne zachary zack zainab zara zbigniew zelda zoe zoé zofia zoltan aaliyah aarav abhishek
    adaeze adelaide aditya aditi agustín ainhoa akash alba aleksandr aleksandra aleksei alexa aliyah alondra
    alvin álvaro amaia amara amira anaïs andreea angelika anneke anouk anushka arianna ariel armin arya asif
    aubrey audra avery ayaan ayumi bartholomew beatrix benito bettina bhavesh bogdana bram bronwyn bryony
    caden cassie catalina cecile chidi chinedu chinonso chukwuemeka clarisse claus cosima cristóbal daan
    daisuke damaris danica daniil darko davina delilah deniz devi dhruv dilip divya djamila dragan ebba
    ebenezer efraín einar ekaterina ekow elina eloïse ellie elodie élodie emeka emilija emmett esme
    esmeralda eszter evangeline ewelina fatou faye ferenc fergus fernand finnian fiorella florin fode
    francine freya friederike friedhelm fumiko gaetano garrett gaspard genevieve geneviève georgi ginevra
    gisele giuseppina gonzalez graciela grayson greet gudrun gunther hadley haruka haruki hayden hedwig
    heidrun hiroko hung ibolya idris ilona imelda imogen ioana ioannis isabela isla itzel ivar jadwiga
    jagdish jamila jarvis jasmina javad jayant jelena jennie jeroen jin-woo jiří joaquim jolene josefine
    josephina josiane jovan juliane kacper kaito kamila karolina karthik katarína kathrine katy kavita keiko
    kenya kinga kiran kofi konstanze korbinian krishna ksenia kunal laila lamar larisa lasse latoya lennart
    leonor leopold liesbeth lieselotte linnea lisbeth ljubica lorena luigia lupe lutz maaike maarten madalyn
    maël mahmoud maisie makayla manish manoj manoela marcelina margarethe margaux maribel marijke marit
    marlies mateja matthis matti mathis matthijs mbali mehdi melisa merve meryem mette mihaela mikel milica
    miroslav mitsuki mohsen montserrat mpho mthunzi muhammed nadezhda naima najib nandini naoki narges
    nasrin natália navid nayeli neville ngozi niamh niccolò nikita ninette nirmala nkechi nuria núria oksana
    olamide oluwaseun onur orla ornella osvaldo pavlina pradeep pranav prakash prem quintin radoslav rajiv
    rafaela raheem ramesh ramiro rania rasmus refilwe reggie rhys rico rohit romain rosalía roxana ruairi
    rukmini sadiq saanvi sakura sangita sanjana sarita sarika satoshi savita seamus séamus selma serkan
    shirin shivani shreya sigurd sindre siyabonga sjoerd slobodan snežana solène soledad sören stanisław
    stefani suresh sunil sunita suki sushma swantje swati sybille tadeusz takumi tamás tamsin tariro
    temitope thandi théo thiago thijs thomasina thulani tiago tihana tommie tomoko tuomas tyrone umar vanja
    valérie veerle venkatesh viktória vimala vineet violeta vishal wanjiru willemijn winnie wyatt xenia
    ximena xochitl yannis yasmina yaw yuka yuliya yusuke yuto zahra zanele zeynep zuzana zoya ava aria
    arabella easton jaxon jaxson kayden paisley ryder sawyer skylar brantley brynn camden colton dalton
    emerson everett gianna hailey holden jocelyn kaitlin kinsley landon madelyn mckenzie mckenna nevaeh
    peyton raegan reagan rylee serenity trenton tristen weston
    aicha andi ayşe basia basti beppe burak chema conny dima franzi gabi gosia hansi haruto javi jiho juanjo
    kathi katya khadija kolya krzysiek lenka manolo masha michi mimmo minji misha nastya nguyen ömer olya
    ondrej paco peppe piotrek sasha seojun seppi steffi susi tereza tobi tomek uschi vanya vroni willi
    wojtek zhenya zosia zuzanna
    """
) - frozenset(
    {
        "april",
        "asa",
        "dan",
        "dana",
        "lin",
        "luna",
        "mina",
        "mona",
        "roman",
        "said",
        "till",
        "jun",
        "virginia",
        "georgia",
    }
)
"""Hardly anything else is called so, short forms last: found with a capital and without."""

AMBIGUOUS = words(
    """
    ben elif ella abel angel april art asa ash august aurora austin autumn basil bear bella berry bill blaze
    blossom blue brandy brook brooke brooklyn buck buddy candy carol carter chance charity chase chelsea
    cherry chip christian chuck clay cliff cole colt constant cooper coral corner cotton crystal daisy dale
    dallas dan dana dawn dean destiny diamond dick dolly drew duke earl eden elm ember ernie eve faith fanny
    fern fletcher flint forest fox gay gene georgia gil ginger glen grace grant gray guy gus hans harmony
    harper hart haven heath heather heaven herb hero honor hope hunter iris irish isle israel ivory ivy jack
    jackson jade jay jazz jean jersey jesus jewel job joker jordan joy june junior justice kendall kerry kit
    lance lane laurel lee liberty lily lincoln london lucky mac madison major marina mark marshall mason max
    may melody mercy merry mickey miles misty monty nick nova olive opal page paige paris parker pat
    patience patsy patty paz pearl penny pete phoenix piper poppy porter prince queen rain ray red reed
    reese rich river rob robin rocky rod roman rose royal ruby rusty sage said sally salvador sandy savannah
    scout shelby sierra skip sky sol sonny spike star sterling stone stormy sue summer sunny sunshine susan
    sydney ted terra theo tiger trinity troy ty tucker van velvet venus vic victor violet virginia wade
    walker ward wilder will willow winter woody worth young zion john jan lin luna mina mona
    """
)
"""Words and places as well: names only before a surname, inside of a sentence."""
