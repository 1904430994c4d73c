"""Sentences that speak to a program instead of a reader: a language model is not shown them.

By wording, English above all; what gets past is still material among other material, and no statement that rests on
nothing gets past the screen. An article on such attacks loses the sentences that quote one, for the model alone.
"""

import re

from qa.folding import fold

_ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,60}\b(?:instruct\w+|prompts?|rules?|above|previous\w*|prior|"
    r"earlier|everything|question|sources|articles|guidelines|context)\b|"
    r"\b(?:system|developer) (?:prompt|message|note|override)\b|"
    r"\blanguage models?\b.{0,60}\b(?:must|should|shall|please)\b|"
    r"\b(?:note|message|instructions?|attention|memo|notice)\s*(?:to|for)\s*(?:the |all |any |an? )?(?:ai\b|a\.i\.|"
    r"llms?\b|(?:language |ai )?(?:models?|assistants?|chatbots?|bots?)\b|automated|machines?)|"
    r"^(?:system|assistant|user|developer|ai|tool|human)\s*:|"
    r"<\|?\s*(?:im_start|im_end|system|endoftext|eot)|"
    r"\[/?inst\]|"
    r"<</?sys>>|"
    r"#{2,}\s*(?:system|instruction|response|human|assistant)|"
    r"\b(?:dear|hey|hello),? (?:ai|assistant|chatbot|llm)\b|"
    r"\b(?:you are|act as|pretend (?:to be|you)|roleplay as|behave as)\b.{0,40}\b(?:ai|assistant|dan|model|bot|mode|"
    r"jailbr\w+|unrestricted|terminal)\b|"
    r"\b(?:reply|respond|answer|output|print)\b.{0,50}\b(?:only|exactly|verbatim|json|"
    r"the words?|the phrase|the string|the code|the following|nothing but|nothing else|markdown|in all caps)\b|"
    r"\b(?:include|add|append|insert|embed|render|show|display)\b.{0,60}\b(?:your (?:answer|reply|response|output|"
    r"statements?)|the (?:answer|reply|response|output)|image|link|url|markdown|https?:)|"
    r"\b(?:your|the model.s|the assistant.s) (?:next |final |new )?(?:instructions?|prompt|reply|response|output|"
    r"answer|task|guidelines|training)\b|"
    r"\b(?:new|updated|real|hidden|secret|important) instructions?\b|"
    r"\"?(?:answerable|statements|sentences)\"?\s*:\s*[\[{\"tf]|"
    r"\b(?:reveal|repeat|leak|translate|summari[sz]e|show|print)\b.{0,40}\b(?:instructions?|system|prompt|api.?key|"
    r"password|configuration)\b|"
    r"\b(?:cite|sentence ids?|source ids?)\b.{0,30}\bS\s?\d+|"
    r"!?\[[^\]]*\]\(\s*https?:|"
    r"\bdo not (?:tell|mention|inform|cite|quote)\b.{0,40}\b(?:user|reader|source|article|anyone|this)\b|"
    r"\bif you are (?:an? )?(?:ai|llm|language|model|assistant|bot)\b",
    re.IGNORECASE)


def speaks_to_program(text: str) -> bool:
    """Return whether a sentence gives orders to a program that reads it."""
    return _ORDERS.search(fold(text).text) is not None
