import{a as o}from"./chunk-4CUHGIGY.js";import"./chunk-3HGP272V.js";import"./chunk-GJVJDKE3.js";import"./core.js";var e=o,p=4;export{p as indent,e as language};
